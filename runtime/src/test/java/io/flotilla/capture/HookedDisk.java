package io.flotilla.capture;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.DirectoryEntry;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.HeldLock;
import io.flotilla.disk.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A disk on which something happens right before one of the engine's calls: what another process may do at that
/// moment. A call is named by what it does and to which file of a database: `status database`, `open -wal`,
/// `read -shm`, `locks database`.
class HookedDisk implements Disk {

    private final Disk disk;
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<String, Runnable> hooks = new HashMap<>();
    private Optional<DatabaseLocks> locks = Optional.empty();
    private boolean mapped;
    private Optional<String> bootId = Optional.empty();
    private int fired;

    HookedDisk(Disk disk) {
        this.disk = disk;
    }

    /// Runs an action right before the n-th call of this name from now on, once.
    void before(String call, int nth, Runnable action) {
        hooks.put(call + "#" + (calls.getOrDefault(call, 0) + nth), action);
    }

    /// Answers lock queries with this from now on; a connection that shares the database has its wal-index mapped.
    void pretend(DatabaseLocks answer) {
        locks = Optional.of(answer);
        mapped = answer == DatabaseLocks.SHARED;
    }

    /// The first connection has its lock on the database, and has not come to the wal-index.
    void pretendOpening() {
        pretend(DatabaseLocks.SHARED);
        mapped = false;
    }

    /// The last connection holds the database exclusively, and still has the wal-index.
    void pretendClosing() {
        pretend(DatabaseLocks.EXCLUSIVE);
        mapped = true;
    }

    /// Starts the machine anew, as far as anyone can see.
    void reboot() {
        bootId = Optional.of("another boot");
    }

    /// How many actions have run.
    int fired() {
        return fired;
    }

    /// How many calls of this name there were.
    int calls(String call) {
        return calls.getOrDefault(call, 0);
    }

    /// How many calls there were, by name.
    Map<String, Integer> calls() {
        return Map.copyOf(calls);
    }

    private void call(String what, Path path) {
        String text = path.toString();
        String file = text.endsWith("-wal") || text.endsWith("-shm") || text.endsWith("-journal")
                ? text.substring(text.lastIndexOf('-'))
                : "database";
        String name = what + " " + file;
        int count = calls.merge(name, 1, Integer::sum);
        Runnable hook = hooks.remove(name + "#" + count);
        if (hook != null) {
            fired++;
            hook.run();
        }
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        call("status", path);
        return disk.status(path);
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        call("open", path);
        SourceFile file = disk.open(path);
        return new SourceFile() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                call("read", path);
                return file.read(into, offset);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public List<DirectoryEntry> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public Path realPath(Path path) throws IOException {
        return disk.realPath(path);
    }

    @Override
    public DatabaseLocks locks(Path database) throws IOException {
        call("locks", database);
        DatabaseLocks real = disk.locks(database);
        return locks.orElse(real);
    }

    @Override
    public boolean isIndexMapped(Path database) throws IOException {
        call("mapped", database);
        return locks.isPresent() ? mapped : disk.isIndexMapped(database);
    }

    @Override
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        call("lock", database);
        Optional<HeldLock> lock = disk.lockShared(database);
        return lock.map(held -> new HeldLock() {
            @Override
            public boolean hasWriter() throws IOException {
                return held.hasWriter();
            }

            @Override
            public void close() throws IOException {
                call("unlock", database);
                held.close();
            }
        });
    }

    /// So that a test does not depend on the kernel.
    @Override
    public boolean hasFineStamps(FileStatus file) {
        return false;
    }

    @Override
    public Optional<String> remoteFileSystem(Path path) throws IOException {
        return disk.remoteFileSystem(path);
    }

    @Override
    public String bootId() {
        return bootId.orElseGet(disk::bootId);
    }
}
