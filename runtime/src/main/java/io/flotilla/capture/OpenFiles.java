package io.flotilla.capture;

import io.flotilla.disk.SourceFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The files of one database that one step has opened. They are closed together, when its pages are read.
final class OpenFiles implements Closeable {

    private final DatabaseFiles files;
    private final Deque<Closeable> opened = new ArrayDeque<>();

    OpenFiles(DatabaseFiles files) {
        this.files = files;
    }

    SourceFile database() throws IOException {
        SourceFile database = files.openDatabase();
        opened.push(database);
        return database;
    }

    /// Opens the log that lies beside the database at this moment; absent where there is none.
    Optional<SourceFile> log() throws IOException {
        Optional<SourceFile> log = files.openLog();
        log.ifPresent(opened::push);
        return log;
    }

    /// Closes something else together with the files.
    <C extends Closeable> C closing(C other) {
        opened.push(other);
        return other;
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
