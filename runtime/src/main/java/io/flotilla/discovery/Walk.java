package io.flotilla.discovery;

import io.flotilla.disk.DirectoryEntry;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.PathBytes;
import io.flotilla.disk.Reason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One walk below one root. For use by one thread, once.
///
/// Files and directories that are known are passed over.
final class Walk {

    private final Disk disk;
    private final Path root;
    private final byte[] rootBytes;
    private final Selection selection;
    private final Naming naming;
    private final Predicate<Path> known;
    private final Consumer<Finding> findings;

    /// Real paths of the directories and files that were reached through symbolic links.
    private final Set<Path> throughLinks = new HashSet<>();

    /// @param directory the real path of the root
    Walk(Disk disk, Path directory, Root root, Predicate<Path> known, Consumer<Finding> findings) {
        this.disk = disk;
        this.root = directory;
        this.rootBytes = PathBytes.of(directory);
        this.selection = Selection.of(root);
        this.naming = Naming.of(root, directory);
        this.known = known;
        this.findings = findings;
    }

    /// A place by the name that led to it and by its real path; both are the same until a link is followed.
    private record Place(Path named, Path real) {

        Place child(Path path) {
            if (!linked()) {
                return new Place(path, path);
            }
            Path name = path.getFileName();
            return new Place(named.resolve(name), real.resolve(name));
        }

        @SuppressWarnings("ReferenceEquality") // mostly one and the same, and then nothing is compared
        boolean linked() {
            return named != real && !named.equals(real);
        }
    }

    /// Walks everything below the root.
    ///
    /// @throws IOException when the root cannot be listed
    void walk() throws IOException {
        list(new Place(root, root), Instant.MIN);
    }

    /// Lists one directory again, and walks those in it that are not known.
    ///
    /// @param examinedBefore what has not changed since then was examined then
    void again(Path real, Path named, Instant examinedBefore) {
        visit(new Place(named, real), examinedBefore);
    }

    /// Looks at one entry of a directory, and walks it where it is a directory that is not known.
    ///
    /// @param entry its path in the real directory
    void entry(Path real, Path named, Path entry) {
        Place directory = new Place(named, real);
        Place place = directory.child(entry);
        try {
            boolean isLink = !disk.realPath(entry).equals(entry);
            Optional<FileStatus> status = disk.status(entry);
            switch (isLink
                    ? FileStatus.Kind.OTHER
                    : status.map(FileStatus::kind).orElse(FileStatus.Kind.OTHER)) {
                case FILE -> file(place, Instant.MIN);
                case DIRECTORY -> directory(place);
                case OTHER -> {
                    if (isLink) {
                        link(place, directory).ifPresent(this::directory);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // It vanished by now.
            return;
        } catch (IOException e) {
            findings.accept(new Finding.Unreadable(entry, Reason.of(e)));
        }
    }

    /// Its own files first, so that it is done before those below it begin.
    private void list(Place directory, Instant examinedBefore) throws IOException {
        findings.accept(new Finding.Entered(directory.real, directory.named));
        List<DirectoryEntry> entries = disk.list(directory.real);
        List<Place> below = new ArrayList<>();
        boolean hasLinks = false;
        var sidecars = new Sidecars();
        for (DirectoryEntry entry : entries) {
            Place place = directory.child(entry.path());
            sidecars.add(entry.path());
            switch (entry.kind()) {
                case FILE -> file(place, examinedBefore);
                case DIRECTORY -> below.add(place);
                case SYMBOLIC_LINK -> {
                    hasLinks = true;
                    link(place, directory).ifPresent(below::add);
                }
                case OTHER -> {}
            }
        }
        findings.accept(new Finding.Listed(directory.real, hasLinks, sidecars));
        below.forEach(this::directory);
    }

    private void directory(Place place) {
        boolean walked = place.linked() && !throughLinks.add(place.real);
        if (walked || !selection.enters(relative(place.named)) || known.test(place.real)) {
            return;
        }
        visit(place, Instant.MIN);
    }

    private void visit(Place place, Instant examinedBefore) {
        try {
            list(place, examinedBefore);
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It vanished or was replaced during the walk: the next walk sees what is there then.
            return;
        } catch (IOException e) {
            findings.accept(new Finding.Unreadable(place.real, Reason.of(e)));
        }
    }

    /// Reports the file that a link leads to, or gives the directory.
    private Optional<Place> link(Place link, Place directory) {
        if (!selection.enters(relative(link.named))) {
            return Optional.empty();
        }
        try {
            Place target = new Place(link.named, disk.realPath(link.real));
            Optional<FileStatus> status = disk.status(target.real);
            return switch (status.map(FileStatus::kind).orElse(FileStatus.Kind.OTHER)) {
                case FILE -> {
                    // The link may be younger than what it leads to.
                    file(target, Instant.MIN);
                    yield Optional.empty();
                }
                case DIRECTORY -> {
                    boolean leadsBack = directory.real.startsWith(target.real);
                    yield leadsBack ? Optional.empty() : Optional.of(target);
                }
                case OTHER -> Optional.empty();
            };
        } catch (NoSuchFileException e) {
            // A link that leads nowhere.
            return Optional.empty();
        } catch (IOException e) {
            findings.accept(new Finding.Unreadable(link.named, Reason.of(e)));
            return Optional.empty();
        }
    }

    private void file(Place place, Instant examinedBefore) {
        byte[] name = relative(place.named);
        if (!selection.takesFile(name)) {
            return;
        }
        if (!place.linked()) {
            report(place.real, name, examinedBefore);
            return;
        }
        boolean inside = place.real.startsWith(root);
        byte[] own = inside ? relative(place.real) : name;
        boolean foundAnyway = inside && selection.takesFile(own);
        if (!foundAnyway && throughLinks.add(place.real)) {
            report(place.real, own, examinedBefore);
        }
    }

    private void report(Path real, byte[] name, Instant examinedBefore) {
        if (known.test(real)) {
            findings.accept(new Finding.Known(real));
            return;
        }
        new HeaderCheck(disk).examine(real, naming.key(name), examinedBefore).ifPresent(findings);
    }

    private byte[] relative(Path path) {
        byte[] bytes = PathBytes.of(path);
        int from = rootBytes.length == 1 ? 1 : rootBytes.length + 1;
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
