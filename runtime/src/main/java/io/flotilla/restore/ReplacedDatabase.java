package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A database and its sidecars under names of their own, so that a restored one can have its place. Whoever
/// kills the process in between finds them together as `.flotilla-replaced-N.db`. A database without
/// sidecars has its own name as well, until a rename gives that to the restored one: at no time is there
/// none. For use by one thread at a time.
final class ReplacedDatabase {

    private static final int MAX_NAMES = 1000;

    private final List<Move> moves = new ArrayList<>();
    private boolean isLinked;

    private record Move(Path from, Path to) {}

    /// Moves what is there aside; where there is nothing, nothing happens.
    static ReplacedDatabase moveAside(OutputPlace place) throws IOException {
        var replaced = new ReplacedDatabase();
        if (place.replaces()) {
            replaced.move(place);
        }
        return replaced;
    }

    /// Whether it has its own name still, for another one to be renamed to.
    boolean isLinked() {
        return isLinked;
    }

    private void move(OutputPlace place) throws IOException {
        List<Path> from = files(place.output());
        List<Path> to = files(freeName(place));
        boolean isAlone = from.stream()
                .filter(file -> Files.exists(file, NOFOLLOW_LINKS))
                .toList()
                .equals(List.of(place.output()));
        if (isAlone && link(from.getFirst(), to.getFirst())) {
            return;
        }
        try {
            for (int i = 0; i < from.size(); i++) {
                if (Files.exists(from.get(i), NOFOLLOW_LINKS)) {
                    Files.move(from.get(i), to.get(i));
                    moves.add(new Move(from.get(i), to.get(i)));
                }
            }
        } catch (IOException failure) {
            putBack();
            throw failure;
        }
    }

    /// Whether that could be done: some file systems have no links.
    private boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (FileSystemException | UnsupportedOperationException noHardLinks) {
            return false;
        }
        moves.add(new Move(from, to));
        isLinked = true;
        return true;
    }

    private static Path freeName(OutputPlace place) throws IOException {
        for (int number = 1; number <= MAX_NAMES; number++) {
            Path name = place.directory().resolve(".flotilla-replaced-" + number + ".db");
            if (files(name).stream().noneMatch(file -> Files.exists(file, NOFOLLOW_LINKS))) {
                return name;
            }
        }
        throw new FileAlreadyExistsException(
                place.directory().resolve(".flotilla-replaced-1.db").toString());
    }

    private static List<Path> files(Path database) {
        return Stream.concat(Stream.of(database), OutputPlace.sidecars(database))
                .toList();
    }

    /// Gives all of them their names back.
    void putBack() throws IOException {
        for (Move move : moves.reversed()) {
            if (isLinked) {
                Files.move(move.to(), move.from(), StandardCopyOption.ATOMIC_MOVE);
                // A rename between two names of one file does nothing.
                Files.deleteIfExists(move.to());
            } else {
                Files.move(move.to(), move.from());
            }
        }
        moves.clear();
    }

    /// Removes them for good.
    void remove() throws IOException {
        for (Move move : moves) {
            Files.deleteIfExists(move.to());
        }
        moves.clear();
    }
}
