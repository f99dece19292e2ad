package io.flotilla.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All that is known of one database: the states that it had, what the fleet said of it, and what restores gave.
///
/// A restore must be, page for page, a state that the database had: one no older than what the fleet claimed to
/// hold, and no newer than what it could have seen. Where changes were too fast to be noted, it must be sound and
/// hold every commit that it is claimed to hold. Safe for use by several threads.
final class Evidence {

    private final StateLog log;
    private final Path commits;
    private final List<StateLog.Entry> entries = new ArrayList<>();
    private final Map<State, List<Integer>> places = new HashMap<>();
    private final TreeMap<Long, Claim> claims = new TreeMap<>();
    private final List<Window> windows = new ArrayList<>();
    private List<Restored> pending = new ArrayList<>();
    private long end;
    private long exact;
    private long sound;
    private long damagedByApplication;

    Evidence(StateLog log, Path commits) {
        this.log = log;
        this.commits = commits;
    }

    /// What the fleet said of a TXID: captured from `startedAt` on and acknowledged; whatever was committed before
    /// `holds` is in it.
    record Claim(Instant startedAt, Instant acknowledgedAt, Instant holds, String how) {}

    /// A time in which states were not noted.
    private record Window(Instant from, Instant to) {}

    /// @param how it was captured, for whoever reads of a fault
    synchronized void acknowledged(long txId, Instant startedAt, Instant acknowledgedAt, String how) {
        claims.put(txId, new Claim(startedAt, acknowledgedAt, startedAt, how));
    }

    /// Nothing is new since a TXID. One whose acknowledgement was not heard makes no claim.
    synchronized void foundNothingNew(long txId, Instant startedAt) {
        claims.computeIfPresent(
                txId, (same, claim) -> new Claim(claim.startedAt, claim.acknowledgedAt, startedAt, claim.how));
    }

    /// The TXIDs whose acknowledgement was heard.
    synchronized List<Long> acknowledgedTxIds() {
        return List.copyOf(claims.keySet());
    }

    synchronized long lastTxId() {
        return claims.isEmpty() ? 0 : claims.lastKey();
    }

    synchronized void unnoted(Instant from, Instant to) {
        windows.add(new Window(from, to));
    }

    synchronized void restored(Restored restored) {
        pending.add(restored);
    }

    /// Changes may go unnoted from the last noted one on.
    synchronized void unnotedUntil(Instant to) throws IOException {
        read();
        unnoted(entries.getLast().ended(), to);
    }

    /// The state that the database has. Nobody may be changing it.
    synchronized State current() throws IOException {
        read();
        return entries.getLast().state();
    }

    synchronized long exact() {
        return exact;
    }

    synchronized long sound() {
        return sound;
    }

    /// Restores that are, page for page, a state that SQLite itself calls damaged.
    synchronized long damagedByApplication() {
        return damagedByApplication;
    }

    synchronized long states() {
        return entries.size();
    }

    /// Judges every restore whose file has been acknowledged; nobody may be changing the database. All that is wrong.
    synchronized List<String> judge() throws IOException {
        read();
        Set<String> faults = new LinkedHashSet<>();
        List<Restored> later = new ArrayList<>();
        for (Restored restored : pending) {
            Claim claim = claims.get(restored.txId());
            if (claim == null) {
                later.add(restored);
            } else {
                judge(restored, claim, faults);
            }
        }
        pending = later;
        return List.copyOf(faults);
    }

    private void judge(Restored restored, Claim claim, Set<String> faults) throws IOException {
        int oldest = lastBefore(claim.holds());
        int newest = lastBegun(claim.acknowledgedAt());
        List<Integer> found = places.getOrDefault(restored.state(), List.of());
        // Where it was the same before and after, it may be seen in one place and claimed for another.
        if (!found.isEmpty() && found.getFirst() <= newest && found.getLast() >= oldest) {
            exact++;
            damagedByApplication += restored.integrity().equals("ok") ? 0 : 1;
            return;
        }
        String fault = found.isEmpty() || isInWindow(claim)
                ? unnotedFault(restored, claim)
                : "stale or from the future: is " + found + ", may be " + oldest + " to " + newest;
        if (fault.isEmpty()) {
            sound++;
        } else {
            faults.add("TXID " + restored.txId() + " (" + claim + ") " + fault + ", " + restored.integrity() + ", bank "
                    + restored.bank() + "; " + nearest(restored.state()));
        }
    }

    private boolean isInWindow(Claim claim) {
        return windows.stream().anyMatch(window -> overlaps(window, claim));
    }

    private static boolean overlaps(Window window, Claim claim) {
        return !claim.startedAt().isAfter(window.to())
                && !claim.acknowledgedAt().isBefore(window.from())
                && !claim.holds().isAfter(window.to());
    }

    private String unnotedFault(Restored restored, Claim claim) throws IOException {
        if (!isInWindow(claim)) {
            return "is no state that the database ever had";
        }
        if (!restored.isSound()) {
            return "is not sound";
        }
        long promised = promised(claim);
        return restored.commits() >= promised ? "" : "lacks acknowledged commits up to " + promised;
    }

    /// The highest count that was committed before the claim, in its window.
    private long promised(Claim claim) throws IOException {
        long promised = 0;
        for (String line : Files.exists(commits) ? Files.readAllLines(commits) : List.<String>of()) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[1].endsWith("Z")) {
                Instant at = Instant.parse(words[1]);
                boolean counts = at.isBefore(claim.holds())
                        && windows.stream().anyMatch(window -> overlaps(window, claim) && !at.isBefore(window.from()));
                promised = counts ? Math.max(promised, Long.parseLong(words[0])) : promised;
            }
        }
        return promised;
    }

    private String nearest(State state) {
        int best = 0;
        for (int i = 1; i < entries.size(); i++) {
            best = entries.get(i).state().distance(state)
                            < entries.get(best).state().distance(state)
                    ? i
                    : best;
        }
        StateLog.Entry nearest = entries.get(best);
        return "nearest is state " + best + " of " + entries.size() + " (" + nearest.began() + " to " + nearest.ended()
                + "), other in " + nearest.state().differences(state);
    }

    private int lastBefore(Instant moment) {
        int last = 0;
        for (int i = 0; i < entries.size(); i++) {
            last = entries.get(i).ended().isBefore(moment) ? i : last;
        }
        return last;
    }

    private int lastBegun(Instant moment) {
        int last = 0;
        for (int i = 0; i < entries.size(); i++) {
            last = entries.get(i).began().isAfter(moment) ? last : i;
        }
        return last;
    }

    private void read() throws IOException {
        List<StateLog.Entry> more = new ArrayList<>();
        end = log.read(end, more);
        for (StateLog.Entry entry : more) {
            places.computeIfAbsent(entry.state(), state -> new ArrayList<>()).add(entries.size());
            entries.add(new StateLog.Entry(entry.state(), began(entry), entry.ended()));
        }
    }

    /// A state that a killed writer left, or unnoted changes, came about before somebody looked.
    private Instant began(StateLog.Entry entry) {
        Instant before = entries.isEmpty() ? Instant.EPOCH : entries.getLast().ended();
        Instant began = entry.began().equals(Instant.EPOCH) ? before : entry.began();
        return windows.stream()
                .map(Window::from)
                .filter(from -> !from.isBefore(before) && from.isBefore(entry.began()))
                .findFirst()
                .orElse(began);
    }
}
