package io.flotilla.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.store.ReplicaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextWorkTest {

    /// With levels after 1, 5 and 60 minutes, snapshots after a day, captured files removed after 5 minutes.
    private static final LevelRules LEVELS = new LevelRules(
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(60)), Duration.ofDays(1));

    @ParameterizedTest(name = "{0} after {1} minutes: {2}")
    @CsvSource({
        // Written once, never rewritten, and never looked at again.
        "0:1-1@0, 0, nothing",
        "0:1-1@0, 100000, nothing",
        // Two files wait for others, then they are merged.
        "0:1-1@0 0:2-2@0, 0, nothing until 1",
        "0:1-1@0 0:2-2@0, 1, merge into 9: 0:1-1 0:2-2",
        "9:1-2@0 0:2-2@0 0:3-3@1 0:4-4@1, 2, merge into 1: 0:3-3 0:4-4",
        // One that is left waits for another, and for its snapshot.
        "0:1-1@0 0:2-2@0 1:1-2@0 0:3-3@9, 100, remove 0:1-1 0:2-2",
        "0:2-2@0 1:1-2@0 0:3-3@9, 10, nothing until 14",
        // A level begins behind its own end, with whole files.
        "0:1-1@0 0:2-2@0 1:1-2@0 0:3-3@3 0:4-4@3, 4, merge into 1: 0:3-3 0:4-4",
        "1:1-2@0 0:4-4@3 1:3-4@3, 4, nothing until 5",
        "1:1-2@0 0:4-4@3 1:3-4@3, 5, merge into 2: 1:1-2 1:3-4",
        "2:1-4@0 0:6-6@3 1:3-5@3 1:5-6@3, 100, nothing until 1440",
        // An empty level goes on behind the higher ones.
        "2:1-4@0 0:3-3@0 0:4-4@0 0:5-5@1 0:6-6@1, 2, merge into 1: 0:5-5 0:6-6",
        // What no promised moment needs is merged no more: of six transactions the base has five.
        "9:1-5@0 0:5-5@0 0:6-6@9000, 9001, nothing until 9005",
        "9:1-5@0 1:3-4@0 0:5-5@0 0:6-6@9000, 9001, remove 1:3-4",
        "9:1-5@0 1:3-4@0 0:5-5@0 0:6-6@9000 0:7-7@9000, 9001, merge into 1: 0:6-6 0:7-7",
        "9:1-8@0 1:3-4@0 1:5-6@0 2:1-4@0 0:9-9@2000, 2001, remove 1:3-4 1:5-6 2:1-4",
        "9:1-5@1 1:3-4@0 1:5-6@1440 1:7-8@1440 2:1-4@0, 1450, merge into 2: 1:5-6 1:7-8",
        // What follows a hole is no input.
        "9:1-6@9 1:1-1@9 0:2-2@9 0:3-3@9 0:5-5@9 0:6-6@9, 10, merge into 1: 0:2-2 0:3-3",
        // A time in the future counts as now.
        "0:1-1@500 0:2-2@500, 0, nothing until 1",
        // The first change that no snapshot has waits for a day.
        "9:1-4@0 0:5-5@7 0:6-6@7, 7, nothing until 8",
        "9:1-4@0 0:5-5@7, 8, nothing until 1447",
        "9:1-4@0 0:5-5@7, 1447, snapshot 9:1-4 0:5-5",
        "9:1-4@0 0:4-4@0, 100000, nothing",
        "1:1-4@0 0:4-4@0, 1440, snapshot 1:1-4",
        // A snapshot ends at a transaction that level 0 has.
        "1:1-4@0 1:5-6@9 0:3-3@0, 4, nothing until 5",
        // Without a beginning there is nothing to do.
        "0:2-2@0 0:3-3@0, 100, hindered",
    })
    void findsWhatIsNext(String listing, long minutes, String expected) {
        assertThat(text(next(Listing.of(listing), Listing.at(minutes)))).isEqualTo(expected);
    }

    @Test
    void mergesNoMoreFilesThanMayBeOpenAtATime() {
        String listing = LongStream.rangeClosed(1, 100)
                .mapToObj(txId -> "0:" + txId + "-" + txId + "@0")
                .collect(Collectors.joining(" "));

        Work work = next(Listing.of(listing), Listing.NOON);

        assertThat(work)
                .isInstanceOfSatisfying(
                        Work.Merging.class,
                        merging -> assertThat(merging.inputs())
                                .hasSize(NextWork.MOST_INPUTS)
                                .startsWith(Listing.of("0:1-1@0").getFirst()));
    }

    @Test
    void mergesIntoLevelsAloneWhereNoSnapshotsAreWanted() {
        var rules = new Work.Rules(new LevelRules(LEVELS.intervals(), Duration.ZERO), RetentionRules.DEFAULT);

        Work work = Work.next(Listing.of("0:1-1@0 0:2-2@0"), rules, Listing.at(1), Listing.at(1));

        assertThat(text(work)).isEqualTo("merge into 1: 0:1-1 0:2-2");
    }

    @Test
    void doesNothingWhereNoLevelsAreWanted() {
        var rules = new Work.Rules(LevelRules.NONE, RetentionRules.DEFAULT.held());

        Work work = Work.next(Listing.of("0:1-1@0 0:2-2@0"), rules, Listing.at(9000), Listing.at(9000));

        assertThat(text(work)).isEqualTo("nothing");
    }

    private static Work next(List<ReplicaFile> listing, Instant now) {
        return Work.next(listing, new Work.Rules(LEVELS, RetentionRules.DEFAULT), now, now);
    }

    private static String text(Work work) {
        return switch (work) {
            case Work.Merging(var into, var inputs) -> "merge into " + into + ": " + Listing.names(inputs);
            case Work.Snapshotting(var plan) -> "snapshot " + Listing.names(plan);
            case Work.Removing(var plan) -> "remove " + Listing.removed(plan);
            case Work.Nothing(var until) ->
                "nothing"
                        + until.map(moment -> " until "
                                        + Duration.between(Listing.NOON, moment).toMinutes())
                                .orElse("");
            case Work.Hindered(var why) -> "hindered";
        };
    }
}
