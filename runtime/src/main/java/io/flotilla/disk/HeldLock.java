package io.flotilla.disk;

import java.io.Closeable;
import java.io.IOException;

/// A shared lock on a database in rollback mode, as SQLite's readers hold it: no writer can write to the file until
/// it is closed. For one thread.
public interface HeldLock extends Closeable {

    /// Whether a transaction is open that is going to write (RESERVED). Where a rollback journal lies beside the
    /// database and there is none, its writer is dead.
    boolean hasWriter() throws IOException;

    /// Releases the lock.
    @Override
    void close() throws IOException;
}
