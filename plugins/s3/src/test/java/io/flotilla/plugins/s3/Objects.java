package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Puts and reads objects of a target, in the words of a test.
final class Objects {

    static final Instant MOMENT = Instant.parse("2026-11-23T07:29:54.110Z");

    private Objects() {}

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(20261126).nextBytes(bytes);
        return bytes;
    }

    static PutResult put(ReplicaTarget target, String key, byte[] content) {
        return put(target, key, new BytesPayload(content));
    }

    static PutResult put(ReplicaTarget target, String key, Payload content) {
        return target.put(List.of(new PutRequest(ObjectKey.of(key), content, MOMENT)))
                .getFirst();
    }

    static void assertStored(ReplicaTarget target, String key, byte[] content) {
        assertThat(put(target, key, content)).isEqualTo(new PutResult.Stored(ObjectKey.of(key)));
    }

    /// Why it was not stored.
    static TargetException failure(PutResult result) {
        assertThat(result).isInstanceOf(PutResult.NotStored.class);
        return ((PutResult.NotStored) result).cause();
    }

    static byte[] read(ReplicaTarget target, String key) throws IOException {
        return read(target, key, ByteRange.ALL);
    }

    static byte[] read(ReplicaTarget target, String key, ByteRange range) throws IOException {
        try (InputStream content = target.open(ObjectKey.of(key), range)) {
            return content.readAllBytes();
        }
    }

    static List<String> list(ReplicaTarget target) throws TargetException {
        return target.list(ListRequest.below(ObjectKey.ROOT)).objects().stream()
                .map(object -> object.key().toString())
                .toList();
    }
}
