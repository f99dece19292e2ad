package io.flotilla.fleet;

import io.flotilla.disk.Disk;
import io.flotilla.disk.KeptDescriptors;
import io.flotilla.disk.OwnDescriptors;
import io.flotilla.disk.PosixDisk;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/// The disk of an engine that is embedded in an application, whose own SQLite connections must keep their locks.
public final class EmbeddedDisk {

    private static final Logger LOG = System.getLogger(EmbeddedDisk.class.getName());

    /// As many as captures run at a time.
    private static final int THREADS = 4;

    private EmbeddedDisk() {}

    /// The safest disk that this host allows. The caller closes it where it can be closed.
    ///
    /// @throws IOException where the kernel does not tell its boot id
    public static Disk open() throws IOException {
        Executor threads =
                task -> Thread.ofPlatform().daemon().name("flotilla-disk-", 0).start(task);
        return open(PosixDisk.open(), threads);
    }

    static Disk open(PosixDisk disk, Executor threads) {
        try {
            return OwnDescriptors.open(disk, threads, THREADS);
        } catch (IOException refused) {
            LOG.log(
                    Level.WARNING,
                    "no table of descriptors of our own: {0}. Files that this process has open as well are kept open, "
                            + "so that its locks on them last; a connection that opens in the very moment of a close "
                            + "may still lose them",
                    refused.getMessage());
            return new KeptDescriptors(disk);
        }
    }
}
