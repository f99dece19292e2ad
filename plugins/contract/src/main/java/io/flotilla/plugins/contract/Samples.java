package io.flotilla.plugins.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import java.time.Instant;
import java.util.Random;

/// Requests and contents for the contracts.
final class Samples {

    static final Instant MOMENT = Instant.parse("2026-02-03T04:05:06.789Z");
    static final long SEED = 20261125;

    private Samples() {}

    static PutRequest request(String key, String content) {
        return request(key, text(content));
    }

    static PutRequest request(String key, Payload payload) {
        return new PutRequest(ObjectKey.of(key), payload, MOMENT);
    }

    static Payload text(String content) {
        return new BytesPayload(content.getBytes(UTF_8));
    }

    static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    static ListRequest below(String ancestor) {
        return ListRequest.below(ObjectKey.of(ancestor));
    }
}
