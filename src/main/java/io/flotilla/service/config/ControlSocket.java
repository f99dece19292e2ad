package io.flotilla.service.config;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Where a control socket is, and who may use it.
///
/// @param path absolute
public record ControlSocket(Path path, Set<PosixFilePermission> permissions) {

    /// Where Litestream has it.
    public static final Path USUAL = Path.of("/var/run/litestream.sock");

    static final Set<PosixFilePermission> OWNER_ALONE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final int OCTAL = 8;
    private static final int MOST = 0777;

    public ControlSocket {
        permissions = Set.copyOf(permissions);
    }

    /// Reads a file mode as YAML has numbers: octal behind a `0`, else decimal. Absent where it is no mode: `600` is
    /// the decimal number, and as a mode something that nobody means.
    static Optional<Set<PosixFilePermission>> permissions(String number) {
        if (!number.matches("0o?[0-7]{1,4}|[1-9][0-9]{0,3}")) {
            return Optional.empty();
        }
        int mode = number.startsWith("0")
                ? Integer.parseInt(number.replaceFirst("^0o?", ""), OCTAL)
                : Integer.parseInt(number);
        return mode > MOST ? Optional.empty() : Optional.of(permissions(mode));
    }

    /// The constants stand in the order of the bits, the highest first.
    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode >> (all.length - 1 - i) & 1) == 1) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }
}
