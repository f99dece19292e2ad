package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.Race;
import io.flotilla.plugins.contract.RunningStores;
import io.flotilla.plugins.contract.StoreProgram;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sixteen writers, each with connections of its own, put one key at the same moment: exactly one wins, and what is
/// read afterwards is his. At S3Proxy, and at each store that is a program of its own and is here.
///
/// `-Dflotilla.s3.races=1000`.
@EnabledIfSystemProperty(named = "flotilla.s3.races", matches = "\\d+")
final class RaceCampaignTest {

    private static final int RACES = Integer.getInteger("flotilla.s3.races", 0);
    private static final int WRITERS = 16;
    private static final String BUCKET = "races";

    private final List<Integer> winners = new ArrayList<>();
    private int taken;
    private int askedAgain;

    @Test
    void oneWinsEachRaceAtS3Proxy() throws Exception {
        try (S3Server server = S3Server.start()) {
            race("S3PROXY", server.port());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWinsEachRace(StoreProgram program, @TempDir Path directory) throws Exception {
        try (var stores = new RunningStores(directory, S3Server.ACCESS_KEY, S3Server.SECRET_KEY)) {
            race(program.name(), stores.port(program));
        }
    }

    private void race(String store, int port) throws Exception {
        Buckets.make(BUCKET, port);
        List<ReplicaTarget> writers = new ArrayList<>();
        try {
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(Opened.target(BUCKET + "/fleet", port));
            }
            long before = System.nanoTime();
            for (int race = 0; race < RACES; race++) {
                run(writers, "a.db/0000/" + race);
            }
            say(store + ": " + RACES + " races of " + WRITERS + ", "
                    + winners.stream().filter(won -> won == 1).count() + " with one winner, " + taken
                    + " were told that it is there, " + askedAgain + " to ask again, "
                    + Duration.ofNanos(System.nanoTime() - before).toMillis() + " ms");
        } finally {
            writers.forEach(ReplicaTarget::close);
        }
        assertThat(winners).hasSize(RACES).allMatch(won -> won == 1);
    }

    private void run(List<ReplicaTarget> writers, String key) throws Exception {
        List<PutResult> results =
                new ArrayList<>(Race.of(WRITERS, writer -> Objects.put(writers.get(writer), key, content(writer))));
        for (int writer = 0; writer < WRITERS; writer++) {
            if (results.get(writer) instanceof PutResult.NotStored(var ignored, TargetException why)) {
                count(why);
                if (why instanceof TargetException.Unavailable) {
                    results.set(writer, Objects.put(writers.get(writer), key, content(writer)));
                }
            }
        }
        List<Integer> won = wins(results);
        winners.add(won.size());
        String read = new String(Objects.read(writers.getFirst(), key), UTF_8);
        assertThat(won).as(key).contains(Integer.parseInt(read));
    }

    private void count(TargetException why) {
        switch (why) {
            case TargetException.AlreadyExists there -> taken++;
            case TargetException.Unavailable later -> askedAgain++;
            case TargetException.NotFound wrong -> throw new AssertionError(wrong);
            case TargetException.Refused wrong -> throw new AssertionError(wrong);
        }
    }

    private static List<Integer> wins(List<PutResult> results) {
        return IntStream.range(0, results.size())
                .filter(writer -> results.get(writer) instanceof PutResult.Stored)
                .boxed()
                .toList();
    }

    private static byte[] content(int writer) {
        return String.valueOf(writer).getBytes(UTF_8);
    }

    @SuppressWarnings("SystemOut") // the figures of a campaign are for whoever started it
    private static void say(String figure) {
        System.out.println("races: " + figure);
    }
}
