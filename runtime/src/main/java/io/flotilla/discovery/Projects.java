package io.flotilla.discovery;

import io.flotilla.disk.Disk;
import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which project a database belongs to, for those who share something fairly between projects.
///
/// It is what a pattern of the root captures as `{project}`; else the segment of the replica's key that the template
/// makes of `{project}`; else the first segment of the key. Databases whose key has one segment are one project
/// together, [ObjectKey#ROOT]. Where no pattern captures a project, the path is not looked at and the answer is all
/// that is allocated. Immutable.
public final class Projects {

    private static final String PROJECT = "project";
    private static final KeyTemplate ALONE = KeyTemplate.of("{project}");

    private final List<Place> places;

    private Projects(List<Place> places) {
        this.places = places;
    }

    /// @param segment in which segment of a key the project is found
    /// @param naming absent where no pattern captures a project
    private record Place(Path directory, int segment, Optional<Naming> naming) {}

    /// The projects below these roots. One that is away is taken by the name that it has.
    public static Projects read(List<Root> roots, Disk disk) {
        List<Place> places = new ArrayList<>();
        for (Root root : roots) {
            Path directory = realPath(root.directory(), disk);
            boolean captures = root.patterns().stream().anyMatch(pattern -> Naming.captures(pattern, PROJECT));
            places.add(new Place(
                    directory,
                    root.key().segmentOf(PROJECT).orElse(0),
                    captures ? Optional.of(Naming.of(root, directory)) : Optional.empty()));
        }
        return new Projects(List.copyOf(places));
    }

    private static Path realPath(Path directory, Disk disk) {
        try {
            return disk.realPath(directory);
        } catch (IOException away) {
            return directory.toAbsolutePath().normalize();
        }
    }

    /// The project of a database: one segment, or [ObjectKey#ROOT].
    public ObjectKey project(Path database, ObjectKey replica) {
        for (Place place : places) {
            if (places.size() == 1 || database.startsWith(place.directory)) {
                return captured(place, database).orElseGet(() -> segment(replica, place.segment));
            }
        }
        return segment(replica, 0);
    }

    private static Optional<ObjectKey> captured(Place place, Path database) {
        if (place.naming.isEmpty() || !database.startsWith(place.directory) || database.equals(place.directory)) {
            return Optional.empty();
        }
        byte[] whole = PathBytes.of(database);
        int above = PathBytes.of(place.directory).length;
        byte[] relative = Arrays.copyOfRange(whole, above == 1 ? 1 : above + 1, whole.length);
        return place.naming.get().captured(PROJECT, relative).map(Projects::named);
    }

    /// The segment in whose spelling a captured name is one.
    private static ObjectKey named(byte[] name) {
        return ALONE.key(project -> name);
    }

    private static ObjectKey segment(ObjectKey replica, int index) {
        return replica.segments() > 1 ? replica.segment(Math.min(index, replica.segments() - 1)) : ObjectKey.ROOT;
    }
}
