package io.flotilla.crash;

import io.flotilla.sqlite.RecoveredCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The states that the databases of a scenario have one after another: of each, a digest of what SQLite itself makes
/// of its files. They are the same in each run of the scenario.
final class States implements Application.Observer {

    private static final NavigableSet<Integer> EMPTY = Collections.emptyNavigableSet();

    private final List<Map<String, String>> states = new ArrayList<>();

    /// Those in between, which can be seen where nobody waits for the application: after how many writings.
    private final Map<String, NavigableSet<Integer>> between = new HashMap<>();

    @Override
    public void statement(Path source, String database) throws IOException {
        Path file = source.resolve(database);
        if (Files.size(file) > 0) {
            between.computeIfAbsent(database + " " + digest(RecoveredCopy.bytes(file)), key -> new TreeSet<>())
                    .add(count());
        }
    }

    @Override
    public void written(Path source) throws IOException {
        states.add(look(source));
    }

    /// The digests of all databases below a directory, by their names.
    static Map<String, String> look(Path source) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".db"))::iterator) {
                digests.put(source.relativize(file).toString(), digest(RecoveredCopy.bytes(file)));
            }
        }
        return digests;
    }

    static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The databases that are there in the end.
    Set<String> databases() {
        return states.getLast().keySet();
    }

    /// The digests of one database after so many writings, 1 and up; empty where it was not there yet.
    String at(int written, String database) {
        boolean isKnown = written > 0 && written <= count();
        return isKnown ? states.get(written - 1).getOrDefault(database, "") : "";
    }

    /// The digests of all databases after so many writings.
    Map<String, String> all(int written) {
        return states.get(written - 1);
    }

    int count() {
        return states.size();
    }

    Map<String, String> last() {
        return states.getLast();
    }

    /// The latest writing after which a database had this state, -1 where it never had: 0 is before the first.
    int latest(String database, String digest) {
        for (int written = count(); written > 0; written--) {
            if (at(written, database).equals(digest)) {
                return written;
            }
        }
        return between(database, digest).isEmpty()
                ? -1
                : between(database, digest).last();
    }

    private NavigableSet<Integer> between(String database, String digest) {
        return between.getOrDefault(database + " " + digest, EMPTY);
    }

    /// Whether this is a state that the database had while what is recorded was captured.
    boolean had(AcknowledgedRecord record, String digest) {
        for (int written = record.from(); written <= record.to(); written++) {
            if (at(written, record.database()).equals(digest)) {
                return true;
            }
        }
        return !between(record.database(), digest)
                .subSet(record.from(), record.to())
                .isEmpty();
    }

    /// The first writing from this one on after which a database had this state; -1 where it had it earlier or never.
    int next(String database, String digest, int from) {
        Integer inBetween = between(database, digest).ceiling(from);
        int end = inBetween == null ? count() : Math.min(count(), inBetween);
        for (int written = Math.max(1, from); written <= end; written++) {
            if (at(written, database).equals(digest)) {
                return written;
            }
        }
        return inBetween == null ? -1 : inBetween;
    }
}
