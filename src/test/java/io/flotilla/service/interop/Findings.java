package io.flotilla.service.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a campaign has compared so far, and what was different. Used by one thread.
final class Findings {

    private final List<String> differences = new ArrayList<>();
    private int histories;
    private int transactions;
    private int restores;
    private int takeovers;
    private int lostByPeer;

    void histories(int count) {
        histories += count;
    }

    /// So many LTX transactions were in the replicas when they were complete.
    void transactions(long count) {
        transactions = Math.addExact(transactions, Math.toIntExact(count));
    }

    /// A replica was continued by the other side.
    void takeover() {
        takeovers++;
    }

    /// Litestream's own restore of its own replica is not the source: which is nothing that Flotilla can
    /// change.
    void lostByPeer() {
        lostByPeer++;
    }

    void different(String what) {
        differences.add(what);
        System.out.println("interop: " + what);
    }

    /// Both files hold the same bytes.
    void compare(String what, Path expected, Path found) throws IOException {
        restores++;
        if (!Files.exists(found)) {
            different(what + ": was not restored");
        } else {
            long at = Files.mismatch(expected, found);
            if (at >= 0) {
                different(what + ": " + found + " differs from " + expected + " at byte " + at);
            }
        }
    }

    /// Both files hold the same bytes, or there is none of them.
    void compareOutcome(String what, Path expected, Path found) throws IOException {
        if (Files.exists(expected)) {
            compare(what, expected, found);
        } else {
            restores++;
            if (Files.exists(found)) {
                different(what + ": restored to " + found + ", which the other side refused");
            }
        }
    }

    List<String> differences() {
        return differences;
    }

    /// The campaign in one line.
    String text(String direction) {
        return "interop: %d histories %s: %d different in %d restores, %d TXIDs, %d replicas taken over, %d lost by the peer"
                .formatted(histories, direction, differences.size(), restores, transactions, takeovers, lostByPeer);
    }
}
