package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.PathBytes;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.UnsupportedWalException;
import io.flotilla.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells an encrypted database (SQLCipher, SEE) from any other file without an SQLite header.
///
/// Its pages look like noise, but the header of its log is plain. So a file with a sound log beside it is one; and
/// so is a file with the name of a database that consists of whole pages and begins with noise.
record EncryptionCheck(Disk disk) {

    private static final Pattern NAME = Pattern.compile(".*\\.(db3?|sqlite3?|sqlitedb)", Pattern.CASE_INSENSITIVE);
    private static final int SMALLEST_PAGE = 512;

    /// 100 random bytes have 83 different values, give or take 3; those of other files far fewer.
    private static final int VALUES_OF_NOISE = 70;

    /// @param start the first 100 bytes of the file
    boolean looksEncrypted(Path path, byte[] start, long size) throws IOException {
        boolean isNoise = size % SMALLEST_PAGE == 0 && differentValues(start) >= VALUES_OF_NOISE;
        return (isNoise && isNamedAsADatabase(path)) || hasLog(path);
    }

    private static int differentValues(byte[] bytes) {
        var seen = new BitSet();
        for (byte each : bytes) {
            seen.set(Byte.toUnsignedInt(each));
        }
        return seen.cardinality();
    }

    private static boolean isNamedAsADatabase(Path path) {
        String name = new String(PathBytes.of(path), ISO_8859_1);
        return NAME.matcher(name.substring(name.lastIndexOf('/') + 1)).matches();
    }

    private boolean hasLog(Path path) throws IOException {
        Path log = PathBytes.withSuffix(path, "-wal");
        Optional<FileStatus> status = disk.status(log);
        if (status.isEmpty() || status.get().kind() != FileStatus.Kind.FILE) {
            return false;
        }
        ByteBuffer header = ByteBuffer.allocate(WalHeader.BYTES);
        try (SourceFile file = disk.open(log)) {
            file.read(header, 0);
            return WalHeader.parse(header.flip()).isPresent();
        } catch (NoSuchFileException vanished) {
            return false;
        } catch (UnsupportedWalException ofAnotherVersion) {
            return true;
        }
    }
}
