package io.flotilla.probe;

import io.flotilla.store.Prices;
import java.time.Duration;
import java.util.List;

/// What a fleet asks of a store in 30 days, roughly: nothing for a database that nobody writes, and for one that is
/// written in each interval a put an interval, and the upkeep of its files.
///
/// @param puts objects created, merged ones included
/// @param lists pages of names, one for each look at the files of a database
/// @param reads of files that are merged
/// @param bytes that lie there
public record Month(double puts, double lists, double reads, double bytes) {

    private static final Duration LENGTH = Duration.ofDays(30);

    /// How long merged files wait for the next level, and snapshots for the next one: the defaults of the levels.
    private static final List<Duration> MERGES =
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(24));

    /// Uploaded files stay so long beside the merged ones.
    private static final Duration UPLOADED_STAY = Duration.ofMinutes(5);

    /// What a snapshot has of a database after LZ4, as a rule of thumb.
    private static final double COMPRESSED = 0.5;

    /// A day's snapshot and the one that takes its place.
    private static final int SNAPSHOTS = 2;

    /// A fleet, by its size and by what it does.
    ///
    /// @param written databases that are written in each interval, around the clock
    /// @param bytes of one database
    /// @param change bytes of an uploaded file
    public record Fleet(int databases, int written, Duration interval, long bytes, long change) {

        public Fleet {
            if (databases < 0
                    || written < 0
                    || written > databases
                    || !interval.isPositive()
                    || bytes < 0
                    || change < 0) {
                throw new IllegalArgumentException(
                        "A fleet has no fewer databases than are written, an interval and sizes above zero");
            }
        }
    }

    /// What this fleet asks for.
    public static Month of(Fleet fleet) {
        double uploads = fleet.written() * times(fleet.interval());
        double merged = 0;
        double read = 0;
        double below = uploads;
        for (Duration wait : MERGES) {
            double made = Math.min(below, fleet.written() * times(wait));
            read += below;
            merged += made;
            below = made;
        }
        double lists = Math.min(uploads, fleet.written() * times(MERGES.getFirst()));
        double resting = fleet.databases() * (double) fleet.bytes() * COMPRESSED;
        double changed = fleet.written()
                * (double) fleet.change()
                * (ratio(UPLOADED_STAY, fleet.interval()) + ratio(MERGES.getLast(), MERGES.get(1)));
        double snapshots = fleet.written() * (double) fleet.bytes() * COMPRESSED * (SNAPSHOTS - 1);
        return new Month(uploads + merged, lists, read, resting + changed + snapshots);
    }

    /// What it costs.
    public double cost(Prices prices) {
        return prices.ofRequests(puts + lists, reads) + prices.ofMonth(bytes);
    }

    private static double times(Duration interval) {
        return ratio(LENGTH, interval);
    }

    private static double ratio(Duration whole, Duration part) {
        return whole.toMillis() / (double) part.toMillis();
    }
}
