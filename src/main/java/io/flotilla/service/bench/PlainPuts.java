package io.flotilla.service.bench;

import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The limit of the file system: as many files as a first contact makes, of the same size and with the same names, put
/// on a target by one thread, batch after batch, by whoever does nothing else.
final class PlainPuts {

    private static final int BATCH = 128;

    private PlainPuts() {}

    /// Files a second, durable.
    static long perSecond(Path directory, List<String> names, int bytes, Duration atMost, InstantSource clock)
            throws IOException {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        long start = System.nanoTime();
        long done = 0;
        try (OpenTarget opened = Targets.installed().open(TargetUrl.parse(directory.toString()))) {
            for (int from = 0; from < names.size() && isWithin(start, atMost); from += BATCH) {
                List<String> part = names.subList(from, Math.min(names.size(), from + BATCH));
                for (PutResult result : opened.target().put(batch(part, content, clock))) {
                    switch (result) {
                        case PutResult.Stored(var key) -> done++;
                        case PutResult.NotStored(var key, var cause) -> throw cause;
                    }
                }
            }
        }
        return done * 1_000_000_000 / Math.max(1, System.nanoTime() - start);
    }

    private static boolean isWithin(long start, Duration atMost) {
        return System.nanoTime() - start < atMost.toNanos();
    }

    private static List<PutRequest> batch(List<String> names, byte[] content, InstantSource clock) {
        List<PutRequest> batch = new ArrayList<>();
        for (String name : names) {
            ObjectKey key = ObjectKey.of(name).child("0000/0000000000000001-0000000000000001.ltx");
            batch.add(new PutRequest(key, new BytesPayload(content), clock.instant()));
        }
        return batch;
    }
}
