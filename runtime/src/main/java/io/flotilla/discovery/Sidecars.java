package io.flotilla.discovery;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Which logs and journals were among the names of a directory when it was listed. For use by one thread.
///
/// A file system that does not tell capitals from small letters may open a log under another name than the one it
/// lists. So names are compared without regard to them; and where one is not ASCII, nothing is said of a database
/// beside any log or journal at all.
public final class Sidecars {

    private static final String LOG = "-wal";
    private static final String JOURNAL = "-journal";

    /// Names of databases, in small letters.
    private final Set<String> withLog = new HashSet<>();

    private final Set<String> withJournal = new HashSet<>();

    private boolean hasOtherLetters;

    /// Notes an entry of the directory, whatever it is.
    void add(Path entry) {
        String path = entry.toString();
        add(path, LOG, withLog);
        add(path, JOURNAL, withJournal);
    }

    private void add(String path, String suffix, Set<String> names) {
        int end = path.length() - suffix.length();
        if (path.regionMatches(true, end, suffix, 0, suffix.length())) {
            String name = name(path.substring(0, end));
            hasOtherLetters |= !isAscii(name);
            names.add(small(name));
        }
    }

    /// Whether there was neither a log nor a journal, of whatever database.
    public boolean isEmpty() {
        return withLog.isEmpty() && withJournal.isEmpty();
    }

    /// Whether a database of the directory surely had no log.
    public boolean lacksLog(Path database) {
        return lacks(database, withLog);
    }

    /// Whether a database of the directory surely had no journal.
    public boolean lacksJournal(Path database) {
        return lacks(database, withJournal);
    }

    private boolean lacks(Path database, Set<String> names) {
        if (isEmpty()) {
            return true;
        }
        String name = name(database.toString());
        return !hasOtherLetters && isAscii(name) && !names.contains(small(name));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(letter -> letter < 0x80);
    }
}
