package io.flotilla.restore;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A restored database that is whole and proved, under a temporary name, and takes its own when it is told to.
///
/// Nothing here makes anything durable. Its owner does that, for one or for many at a time, in this order: the
/// contents, [#giveName()], the names, [#keepName()]. Whoever cannot make the names durable says
/// [#takeNameBack()]. For use by one thread at a time.
public final class UnnamedDatabase {

    private final OutputPlace place;
    private final Path temporary;
    private ReplacedDatabase replaced = new ReplacedDatabase();

    UnnamedDatabase(OutputPlace place, Path temporary) {
        this.place = place;
        this.temporary = temporary;
    }

    /// Where it is until it has its name.
    public Path path() {
        return temporary;
    }

    /// Gives it its name. Never replaces a file that has appeared meanwhile, unless that is allowed, and
    /// then the old one lies aside. After a failure everything is as it was.
    ///
    /// @throws OutputRefusedException when the place is taken
    public void giveName() throws IOException {
        place.check();
        replaced = ReplacedDatabase.moveAside(place);
        try {
            claim();
        } catch (IOException failure) {
            replaced.putBack();
            throw failure;
        }
    }

    /// The name is durable: what it took the place of is removed.
    public void keepName() throws IOException {
        replaced.remove();
    }

    /// The name could not be made durable: what was there before is there again.
    public void takeNameBack() throws IOException {
        if (!replaced.isLinked()) {
            Files.deleteIfExists(place.output());
        }
        replaced.putBack();
    }

    /// Removes what has no name yet.
    public void discard() throws IOException {
        Files.deleteIfExists(temporary);
    }

    private void claim() throws IOException {
        if (replaced.isLinked()) {
            Files.move(temporary, place.output(), StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            Files.createLink(place.output(), temporary);
        } catch (FileAlreadyExistsException appeared) {
            throw place.taken();
        } catch (FileSystemException | UnsupportedOperationException noHardLinks) {
            moveWithoutLinks();
            return;
        }
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException notRemoved) {
            Files.deleteIfExists(place.output());
            throw notRemoved;
        }
    }

    /// Checks, then renames: on a file system without hard links a file that appears in between is replaced.
    private void moveWithoutLinks() throws IOException {
        try {
            Files.move(temporary, place.output());
        } catch (FileAlreadyExistsException appeared) {
            throw place.taken();
        }
    }
}
