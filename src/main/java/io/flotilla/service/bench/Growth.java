package io.flotilla.service.bench;

import io.flotilla.service.demo.Amounts;
import java.util.Optional;

/// What ten times the databases cost. For use by one thread.
record Growth(Figures figures) {

    /// What was seen of one fleet.
    record Seen(int databases, Optional<Hot> hot, Optional<Idle> idle) {}

    void compare(Seen small, Seen large) {
        small.hot().ifPresent(few -> large.hot().ifPresent(many -> compareHot(small, large, few, many)));
        small.idle()
                .ifPresent(few -> large.idle().ifPresent(many -> {
                    double factor = many.processor() / Math.max(0.0001, few.processor());
                    figures.add(
                            Phase.GROWTH,
                            Figure.of(
                                    "processor while idle, ten times the databases",
                                    "< 10 ×",
                                    Amounts.times(factor),
                                    factor < 10,
                                    Amounts.percent(few.processor()) + " and " + Amounts.percent(many.processor())));
                }));
    }

    private void compareHot(Seen small, Seen large, Hot few, Hot many) {
        int more = Math.max(1, large.databases() - small.databases());
        long perDatabase = (many.liveHeap() - few.liveHeap()) / more;
        figures.add(
                Phase.GROWTH,
                Figure.of(
                        "heap of one more cold database",
                        "≤ 250 B",
                        Amounts.count(perDatabase) + " B",
                        perDatabase <= 250,
                        "live heap of " + Amounts.count(small.databases()) + " and " + Amounts.count(large.databases())
                                + " databases, as many hot: " + Amounts.megabytes(few.liveHeap()) + " and "
                                + Amounts.megabytes(many.liveHeap())));
        double memory =
                (double) many.footprint().residentBytes() / few.footprint().residentBytes();
        figures.add(
                Phase.GROWTH,
                Figure.of(
                        "resident memory, ten times the databases",
                        "< 10 ×",
                        Amounts.times(memory),
                        memory < 10,
                        Amounts.megabytes(few.footprint().residentBytes()) + " and "
                                + Amounts.megabytes(many.footprint().residentBytes())));
        boolean isNoSlower =
                many.lag().p99().compareTo(few.lag().p99().multipliedBy(11).dividedBy(10)) <= 0;
        figures.add(
                Phase.GROWTH,
                Figure.of(
                                "commit to acknowledged, ten times the databases",
                                "does not grow",
                                Amounts.seconds(many.lag().p99()),
                                isNoSlower,
                                "p99, " + Amounts.seconds(few.lag().p99())
                                        + " with a tenth; up to a tenth more counts as the same")
                        .onlyIf(few.isComplete() && many.isComplete(), "not all commits were acknowledged"));
    }
}
