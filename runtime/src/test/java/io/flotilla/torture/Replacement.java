package io.flotilla.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What happens to a database file behind SQLite's back. Nobody has it open.
enum Replacement {
    /// An older copy is renamed over it.
    RENAMED_OVER {
        @Override
        void apply(Path database, Path older) throws IOException {
            Path copy = older.resolveSibling("next.db");
            Files.copy(older, copy, StandardCopyOption.REPLACE_EXISTING);
            removeSidecars(database);
            Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
        }
    },
    /// An older copy is written over it: the file stays the same one.
    COPIED_OVER {
        @Override
        void apply(Path database, Path older) throws IOException {
            removeSidecars(database);
            Files.write(
                    database,
                    Files.readAllBytes(older),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        }
    },
    /// It is gone, and an older copy comes in its place.
    DELETED_AND_RESTORED {
        @Override
        void apply(Path database, Path older) throws IOException {
            removeSidecars(database);
            Files.delete(database);
            Files.copy(older, database);
        }
    },
    /// It is gone, and a new database is made under its name.
    RECREATED {
        @Override
        void apply(Path database, Path older) throws IOException {
            removeSidecars(database);
            Files.delete(database);
        }
    },
    /// It is elsewhere for a moment, and comes back.
    AWAY_AND_BACK {
        @Override
        void apply(Path database, Path older) throws IOException {
            Path elsewhere = older.resolveSibling("away.db");
            removeSidecars(database);
            Files.move(database, elsewhere);
            Files.move(elsewhere, database);
        }
    };

    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");

    /// @param older an earlier copy, in another directory of the same file system
    abstract void apply(Path database, Path older) throws IOException;

    private static void removeSidecars(Path database) throws IOException {
        for (String sidecar : SIDECARS) {
            Files.deleteIfExists(Path.of(database + sidecar));
        }
    }
}
