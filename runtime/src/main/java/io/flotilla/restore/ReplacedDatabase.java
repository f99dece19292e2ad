package io.flotilla.restore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A database and its sidecars under names of their own, so that a restored one can have its place. Whoever
/// kills the process in between finds them together as `.flotilla-replaced-N.db`. For use by one thread at a
/// time.
final class ReplacedDatabase {

    private static final int MAX_NAMES = 1000;

    private final List<Move> moves = new ArrayList<>();

    private record Move(Path from, Path to) {}

    /// Moves what is there aside; where there is nothing, nothing happens.
    static ReplacedDatabase moveAside(OutputPlace place) throws IOException {
        var replaced = new ReplacedDatabase();
        if (place.replaces()) {
            replaced.move(place);
        }
        return replaced;
    }

    private void move(OutputPlace place) throws IOException {
        List<Path> from = files(place.output());
        List<Path> to = files(freeName(place));
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
            Files.move(move.to(), move.from());
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
