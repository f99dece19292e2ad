package io.flotilla.service.bill;

import io.flotilla.store.SentRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The requests of one fleet since it began, and how many there were at most an hour ago: some sixty samples.
/// Safe for use by several threads.
public final class Account {

    private static final Duration LATELY = Duration.ofHours(1);
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(50);

    private final Supplier<SentRequests> sent;
    private final LongSupplier files;
    private final Asked nothing;
    private final Deque<Asked> samples = new ArrayDeque<>();

    /// @param sent the requests since the begin
    /// @param files the uploads since then
    public Account(Instant began, Supplier<SentRequests> sent, LongSupplier files) {
        this.sent = sent;
        this.files = files;
        this.nothing = new Asked(began, began, SentRequests.NONE, 0);
        samples.add(nothing);
    }

    /// What was asked until now, which is also kept for the hour that comes. Somebody asks about once a minute,
    /// others as they like.
    public synchronized Bill bill(Instant now) {
        // Where the clock was set back, nothing lasted less than no time.
        Instant until = now.isBefore(nothing.since()) ? nothing.since() : now;
        samples.removeIf(sample -> sample.until().isAfter(until));
        if (samples.isEmpty()) {
            samples.add(nothing);
        }
        while (samples.size() > 1 && samples.getFirst().until().isBefore(until.minus(LATELY))) {
            samples.removeFirst();
        }
        var all = new Asked(nothing.since(), until, sent.get(), files.getAsLong());
        Asked lately = all.after(samples.getFirst());
        if (!samples.getLast().until().plus(BETWEEN_SAMPLES).isAfter(until)) {
            samples.addLast(all);
        }
        return new Bill(all, lately);
    }
}
