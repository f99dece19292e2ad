package io.flotilla.service.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long committed transactions were in one place only: from each COMMIT to the acknowledgement that
/// covers it.
///
/// @param transactions how many were acknowledged
/// @param median half of them were acknowledged within this time
/// @param p99 99 of 100 were
/// @param max all were
/// @param unacknowledged transactions that no acknowledgement covers; those are lost when the source is
public record Lag(long transactions, Duration median, Duration p99, Duration max, long unacknowledged) {

    /// Computes the figures.
    ///
    /// The acknowledgement of a commit is the first whose capture began at or after it. A commit that
    /// returned while a capture was running may be contained in that capture, and if nothing was written
    /// afterwards no later capture ever comes; only then the last acknowledgement counts, provided that it
    /// was given after the commit.
    public static Lag of(Collection<Entry> commits, Collection<Acknowledgement> acknowledgements) {
        Map<String, List<Acknowledgement>> byDatabase = new HashMap<>();
        acknowledgements.stream()
                .sorted(Comparator.comparing(Acknowledgement::capturedAt))
                .forEach(each -> byDatabase
                        .computeIfAbsent(each.database(), name -> new ArrayList<>())
                        .add(each));
        List<Duration> lags = new ArrayList<>();
        for (Entry commit : commits) {
            List<Acknowledgement> own = byDatabase.getOrDefault(commit.database(), List.of());
            Instant at = acknowledgedAt(commit.committedAt(), own);
            if (!at.equals(Instant.MAX)) {
                lags.add(Duration.between(commit.committedAt(), at));
            }
        }
        lags.sort(Comparator.naturalOrder());
        return new Lag(
                lags.size(),
                Quantile.of(lags, 0.5),
                Quantile.of(lags, 0.99),
                Quantile.of(lags, 1),
                commits.size() - lags.size());
    }

    private static Instant acknowledgedAt(Instant committed, List<Acknowledgement> sorted) {
        int first = firstAtOrAfter(committed, sorted);
        if (first < sorted.size()) {
            return sorted.get(first).acknowledgedAt();
        }
        if (!sorted.isEmpty() && !sorted.getLast().acknowledgedAt().isBefore(committed)) {
            return sorted.getLast().acknowledgedAt();
        }
        return Instant.MAX;
    }

    private static int firstAtOrAfter(Instant moment, List<Acknowledgement> sorted) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).capturedAt().isBefore(moment)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
