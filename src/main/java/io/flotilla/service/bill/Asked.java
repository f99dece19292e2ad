package io.flotilla.service.bill;

import io.flotilla.store.Prices;
import io.flotilla.store.SentRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/// What was asked of a store from one moment to another.
///
/// @param until not before `since`
/// @param files that were uploaded: one for each database in each interval in which it was changed
public record Asked(Instant since, Instant until, SentRequests sent, long files) {

    private static final Duration MONTH = Duration.ofDays(30);

    /// What happened in less says nothing about a month.
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    public Asked {
        if (until.isBefore(since)) {
            throw new IllegalArgumentException("Nothing is asked from " + since + " until " + until);
        }
    }

    /// What of it came after all that was before.
    Asked after(Asked before) {
        return new Asked(before.until, until, sent.since(before.sent), files - before.files);
    }

    /// What was asked by another fleet as well, for as long as either of them was there.
    Asked and(Asked other) {
        return new Asked(
                since.isBefore(other.since) ? since : other.since,
                until.isAfter(other.until) ? until : other.until,
                sent.and(other.sent),
                files + other.files);
    }

    public Duration length() {
        return Duration.between(since, until);
    }

    /// What 30 days cost in which as much is asked; absent after less than a minute. What the files that lie
    /// there cost comes on top.
    public OptionalDouble month(Prices prices) {
        return length().compareTo(SHORTEST) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(prices.of(sent) * MONTH.toMillis() / length().toMillis());
    }

    /// Requests for each changed database and interval, those of merges and looks included; absent where
    /// nothing was uploaded.
    public OptionalDouble perChange() {
        return files == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sent.all() / files);
    }
}
