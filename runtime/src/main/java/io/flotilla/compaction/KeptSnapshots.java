package io.flotilla.compaction;

import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToLongFunction;

/// The last snapshots of days and weeks, by UTC.
///
/// @param snapshots oldest first
record KeptSnapshots(List<ReplicaFile> snapshots, Ages ages, Instant now) {

    private static final int DAYS_A_WEEK = 7;

    /// The first of January 1970 was a Thursday.
    private static final int DAYS_SINCE_MONDAY = 3;

    List<ReplicaFile> of(RetentionRules rules) {
        var kept = new ArrayList<ReplicaFile>();
        kept.addAll(lastOfEach(KeptSnapshots::day, rules.dailies()));
        kept.addAll(lastOfEach(KeptSnapshots::week, rules.weeklies()));
        return kept;
    }

    private List<ReplicaFile> lastOfEach(ToLongFunction<Instant> period, int count) {
        long oldest = period.applyAsLong(now) - count;
        var seen = new HashSet<Long>();
        return snapshots.reversed().stream()
                .filter(snapshot -> {
                    long number = period.applyAsLong(ages.of(snapshot));
                    return number > oldest && seen.add(number);
                })
                .toList();
    }

    static long day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC).toEpochDay();
    }

    static long week(Instant moment) {
        return Math.floorDiv(day(moment) + DAYS_SINCE_MONDAY, DAYS_A_WEEK);
    }

    /// When a day, or a week, begins.
    static Instant begin(long day) {
        return LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static Instant beginOfWeek(long week) {
        return begin(week * DAYS_A_WEEK - DAYS_SINCE_MONDAY);
    }
}
