package io.flotilla.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/// The file `catalog.db` as a file: what it is, made anew, set aside.
final class CatalogFile {

    /// What lies under the catalog's name.
    sealed interface Kind {

        record Ours() implements Kind {}

        record Absent() implements Kind {}

        record Foreign(String why) implements Kind {}

        record Newer(int version) implements Kind {}
    }

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);
    private static final int HEADER = 100;
    private static final int VERSION_OFFSET = 60;
    private static final int APPLICATION_ID_OFFSET = 68;
    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private CatalogFile() {}

    static Path in(Path stateDirectory) {
        return stateDirectory.resolve("catalog.db");
    }

    /// Looks at the bytes before SQLite does: opening a stranger's file would change it.
    static Kind kind(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Kind.Absent();
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        try (FileChannel channel = FileChannel.open(file)) {
            while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
                // a read may be short
            }
        }
        boolean sqlite =
                !header.hasRemaining() && Arrays.equals(header.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        if (!sqlite) {
            return new Kind.Foreign("it is not an SQLite database");
        }
        if (header.getInt(APPLICATION_ID_OFFSET) != Tables.APPLICATION_ID) {
            return new Kind.Foreign("it is another application's database");
        }
        int version = header.getInt(VERSION_OFFSET);
        return version > Tables.VERSION ? new Kind.Newer(version) : new Kind.Ours();
    }

    /// Makes the file under another name and renames it, so that it is there whole or not at all.
    static void create(Path file, Tables.Head head) throws IOException, SQLException {
        Path fresh = file.resolveSibling("catalog.db.new");
        delete(fresh);
        delete(file);
        try (Connection connection = new SQLiteConfig().createConnection(Transactions.url(fresh));
                Session session = new Session(connection)) {
            session.execute("PRAGMA synchronous=FULL");
            session.execute("BEGIN IMMEDIATE");
            Tables.create(session, head);
            session.execute("COMMIT");
        }
        Files.move(fresh, file);
        sync(file.resolveSibling(""));
    }

    /// Renames the file and what belongs to it, and gives the new name.
    static Path setAside(Path file, long millis) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + millis);
        Files.move(file, aside);
        for (String suffix : SIDECARS) {
            Path sidecar = sibling(file, suffix);
            if (Files.exists(sidecar)) {
                Files.move(sidecar, sibling(aside, suffix));
            }
        }
        return aside;
    }

    /// Makes a directory and those above it, for the owner alone, so that they survive a power cut.
    static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.resolveSibling("");
        createDirectories(parent);
        Files.createDirectory(directory, OWNER_ALONE);
        sync(parent);
    }

    private static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        for (String suffix : SIDECARS) {
            Files.deleteIfExists(sibling(file, suffix));
        }
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
