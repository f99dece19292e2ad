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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One walk below one root. For use by one thread, once.
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
            Path name = path.getFileName();
            return named.equals(real) ? new Place(path, path) : new Place(named.resolve(name), real.resolve(name));
        }

        boolean linked() {
            return !named.equals(real);
        }
    }

    /// @throws IOException when the root cannot be listed
    void walk() throws IOException {
        visit(new Place(root, root), disk.list(root));
    }

    private void visit(Place directory, List<DirectoryEntry> entries) {
        List<DirectoryEntry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(DirectoryEntry::path));
        for (DirectoryEntry entry : sorted) {
            Place place = directory.child(entry.path());
            switch (entry.kind()) {
                case FILE -> file(place);
                case DIRECTORY -> directory(place);
                case SYMBOLIC_LINK -> link(place, directory);
                case OTHER -> {}
            }
        }
    }

    private void directory(Place place) {
        boolean walked = place.linked() && !throughLinks.add(place.real);
        if (walked || !selection.enters(relative(place.named))) {
            return;
        }
        try {
            visit(place, disk.list(place.real));
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It vanished or was replaced during the walk: the next walk sees what is there then.
            return;
        } catch (IOException e) {
            findings.accept(new Finding.Unreadable(place.real, Reason.of(e)));
        }
    }

    private void link(Place link, Place directory) {
        if (!selection.enters(relative(link.named))) {
            return;
        }
        try {
            Place target = new Place(link.named, disk.realPath(link.real));
            Optional<FileStatus> status = disk.status(target.real);
            switch (status.map(FileStatus::kind).orElse(FileStatus.Kind.OTHER)) {
                case FILE -> file(target);
                case DIRECTORY -> {
                    boolean leadsBack = directory.real.startsWith(target.real);
                    if (!leadsBack) {
                        directory(target);
                    }
                }
                case OTHER -> {}
            }
        } catch (NoSuchFileException e) {
            // A link that leads nowhere.
            return;
        } catch (IOException e) {
            findings.accept(new Finding.Unreadable(link.named, Reason.of(e)));
        }
    }

    private void file(Place place) {
        byte[] name = relative(place.named);
        if (!selection.takesFile(name)) {
            return;
        }
        if (!place.linked()) {
            report(place.real, name);
            return;
        }
        boolean inside = place.real.startsWith(root);
        byte[] own = inside ? relative(place.real) : name;
        boolean foundAnyway = inside && selection.takesFile(own);
        if (!foundAnyway && throughLinks.add(place.real)) {
            report(place.real, own);
        }
    }

    private void report(Path real, byte[] name) {
        if (known.test(real)) {
            findings.accept(new Finding.Known(real));
            return;
        }
        new HeaderCheck(disk).examine(real, naming.key(name)).ifPresent(findings);
    }

    private byte[] relative(Path path) {
        byte[] bytes = PathBytes.of(path);
        int from = rootBytes.length == 1 ? 1 : rootBytes.length + 1;
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
