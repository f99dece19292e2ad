package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells where no change hides behind the time stamp of the one before.
///
/// Since Linux 6.13 a file whose stamps somebody has asked for gets others with its next change, however short after
/// ("multigrain timestamps"), on ext4, XFS and tmpfs; elsewhere stamps go by the ticks of the kernel's clock. Btrfs has
/// them as well, but its files do not name the device of their mount. Safe for use by several threads.
final class FineStamps {

    private static final Set<String> KINDS = Set.of("ext4", "xfs", "tmpfs");
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

    /// `36 35 254:0 / /mnt rw,noatime shared:1 - ext4 /dev/vda rw` (proc(5), /proc/pid/mountinfo).
    private static final Pattern MOUNT = Pattern.compile("\\S+ \\S+ (\\d+):(\\d+) .* - (\\S+) .*");

    private final Path system;
    private final Map<Long, Boolean> devices = new ConcurrentHashMap<>();

    /// @param system the directory of the kernel's own files, `/proc`
    FineStamps(Path system) {
        this.system = system;
    }

    /// Whether that is so for the files of a device. Where the kernel does not tell it is not.
    boolean areOn(long device) {
        return devices.computeIfAbsent(device, this::look);
    }

    private boolean look(long device) {
        try {
            return isNew(Files.readString(system.resolve("sys/kernel/osrelease")))
                    && Files.readAllLines(system.resolve("self/mountinfo")).stream()
                            .anyMatch(line -> is(line, device));
        } catch (IOException silent) {
            return false;
        }
    }

    static boolean isNew(String release) {
        Matcher found = RELEASE.matcher(release);
        if (!found.matches()) {
            return false;
        }
        int major = Integer.parseInt(found.group(1));
        return major > 6 || (major == 6 && Integer.parseInt(found.group(2)) >= 13);
    }

    private static boolean is(String line, long device) {
        Matcher mount = MOUNT.matcher(line);
        return mount.matches()
                && KINDS.contains(mount.group(3))
                && device == (Long.parseLong(mount.group(1)) << 32 | Long.parseLong(mount.group(2)));
    }
}
