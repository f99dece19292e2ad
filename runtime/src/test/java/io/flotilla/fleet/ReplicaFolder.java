package io.flotilla.fleet;

import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/// Replicas as files of a directory, as Litestream has them.
record ReplicaFolder(Path directory) {

    /// Writes all objects of a target, each with its time.
    void writeAll(MemoryTarget target) throws IOException {
        ListRequest request = ListRequest.below(ObjectKey.ROOT);
        boolean more = true;
        while (more) {
            ListPage page = target.list(request);
            for (ListedObject object : page.objects()) {
                write(target, object);
            }
            more = page.more();
            request = more ? request.after(page.objects().getLast().key()) : request;
        }
    }

    private void write(MemoryTarget target, ListedObject object) throws IOException {
        Path file = directory.resolve(object.key().toString());
        Files.createDirectories(file.getParent());
        try (InputStream in = target.open(object.key(), ByteRange.from(0))) {
            Files.write(file, in.readAllBytes());
        }
        Files.setLastModifiedTime(file, FileTime.from(object.timestamp()));
    }

    /// Reads all LTX files into a target, each with its time.
    MemoryTarget read() throws IOException {
        var target = new MemoryTarget();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".ltx")).toList()) {
                var key = ObjectKey.of(directory.relativize(file).toString());
                var payload = new BytesPayload(Files.readAllBytes(file));
                var time = Files.getLastModifiedTime(file).toInstant();
                PutResult result =
                        target.put(List.of(new PutRequest(key, payload, time))).getFirst();
                if (!(result instanceof PutResult.Stored)) {
                    throw new IOException("Not stored: " + result);
                }
            }
        }
        return target;
    }
}
