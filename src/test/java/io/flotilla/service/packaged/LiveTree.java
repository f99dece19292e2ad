package io.flotilla.service.packaged;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;

/// A directory in which a program is at work.
public final class LiveTree {

    private LiveTree() {}

    /// The regular files below a directory whose paths end so, with their attributes; none where it is not there.
    /// Others come and go while it looks.
    public static SortedMap<Path, BasicFileAttributes> files(Path directory, String end) throws IOException {
        var files = new TreeMap<Path, BasicFileAttributes>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && file.toString().endsWith(end)) {
                    files.put(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
