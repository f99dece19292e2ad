package io.flotilla.service.bucket;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Flotilla and Litestream, each as it is without settings, from all databases of a source to the store at a port.
///
/// @param directory for their state and what they say
record Replicators(Path directory) {

    Process flotilla(WrittenDatabases source, int port) throws IOException {
        return Program.flotilla(directory.resolve("flotilla.log"))
                .start(
                        "replicate",
                        source.directory().toString(),
                        CountedStore.url("fleet", port),
                        "--state",
                        directory
                                .resolve("state-" + source.directory().getFileName())
                                .toString());
    }

    Process litestream(Path binary, WrittenDatabases source, int port) throws IOException {
        var text = new StringBuilder("access-key-id: " + CountedStore.ACCESS_KEY + "\nsecret-access-key: "
                + CountedStore.SECRET_KEY + "\ndbs:\n");
        for (Path database : source.all()) {
            text.append("  - path: ").append(database).append("\n    replica:\n");
            text.append("      url: s3://" + CountedStore.BUCKET + "/fleet/")
                    .append(source.directory().relativize(database))
                    .append("?endpoint=http://127.0.0.1:" + port + "&region=us-east-1\n");
        }
        Path configuration = Files.writeString(directory.resolve("litestream.yml"), text);
        return new Program(List.of(binary.toString()), directory.resolve("litestream.log"))
                .start("replicate", "-config", configuration.toString());
    }
}
