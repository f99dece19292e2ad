package io.flotilla.service.bench;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.LongAdder;

/// Reads all objects of a target, as many at a time as its executor runs, and does nothing with them: what a
/// restore cannot be faster than, by the same client.
public final class PlainReads {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ReplicaTarget target;
    private final Executor executor;
    private final LongAdder bytes = new LongAdder();
    private final LongAdder objects = new LongAdder();

    /// What was read.
    public record Read(long objects, long bytes) {}

    public PlainReads(ReplicaTarget target, Executor executor) {
        this.target = target;
        this.executor = executor;
    }

    /// Reads everything once.
    public Read run() throws IOException {
        var open = new Phaser(1);
        long asked = 0;
        ListRequest request = ListRequest.below(ObjectKey.ROOT);
        boolean more = true;
        while (more) {
            ListPage page = target.list(request);
            for (ListedObject object : page.objects()) {
                asked++;
                open.register();
                executor.execute(() -> {
                    try {
                        read(object.key());
                    } finally {
                        open.arriveAndDeregister();
                    }
                });
            }
            more = page.more();
            request = more ? request.after(page.objects().getLast().key()) : request;
        }
        open.arriveAndAwaitAdvance();
        if (objects.sum() != asked) {
            throw new IOException("Only " + objects.sum() + " of " + asked + " objects could be read");
        }
        return new Read(asked, bytes.sum());
    }

    private void read(ObjectKey key) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = target.open(key, ByteRange.from(0))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes.add(count);
            }
            objects.increment();
        } catch (IOException unreadable) {
            // It is missing in the count.
        }
    }
}
