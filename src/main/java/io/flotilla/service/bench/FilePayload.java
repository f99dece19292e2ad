package io.flotilla.service.bench;

import io.flotilla.spi.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The content of a file.
record FilePayload(Path file, long size) implements Payload {

    static FilePayload of(Path file) throws IOException {
        return new FilePayload(file, Files.size(file));
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
