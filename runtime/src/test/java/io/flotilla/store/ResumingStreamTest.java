package io.flotilla.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.ltx.LtxException;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumingStreamTest {

    private static final ObjectKey KEY = ObjectKey.of("object");
    private static final int LENGTH = 10_000;

    private final byte[] content = new byte[LENGTH];
    private final HookedTarget target = new HookedTarget(new MemoryTarget());
    private final AtomicInteger opened = new AtomicInteger();

    @BeforeEach
    void putTheObject() {
        new Random(1).nextBytes(content);
        target.put(List.of(new PutRequest(KEY, new BytesPayload(content), Instant.EPOCH)));
        target.before(opened::incrementAndGet);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 9_999, 10_000})
    @Tag("S-6")
    void goesOnWhereTheStreamBroke(int bytesPerConnection) throws IOException {
        target.opened((key, in) -> new BreakingStream(in, bytesPerConnection));

        assertThat(readAll(LENGTH)).isEqualTo(content);
        assertThat(opened.get()).isEqualTo(LENGTH / bytesPerConnection + 1);
    }

    @Test
    void readsAnUnbrokenObjectThroughOneConnection() throws IOException {
        assertThat(readAll(LENGTH)).isEqualTo(content);
        assertThat(opened.get()).isEqualTo(1);
    }

    @Test
    void givesUpAfterThreeMoreAttemptsThatBroughtNothing() throws IOException {
        target.opened((key, in) -> new BreakingStream(in, opened.get() == 1 ? 100 : 0));

        try (InputStream in = ResumingStream.open(target, KEY, LENGTH)) {
            assertThat(in.readNBytes(100)).hasSize(100);
            assertThatThrownBy(() -> in.read(new byte[1]))
                    .isInstanceOf(TargetException.Unavailable.class)
                    .hasMessage("connection dropped");
        }
        assertThat(opened.get()).isEqualTo(4);
    }

    @Test
    void countsAttemptsThatCannotEvenOpen() throws IOException {
        target.opened((key, in) -> new BreakingStream(in, 100));
        target.before(() -> {
            if (opened.incrementAndGet() > 1) {
                throw new TargetException.Unavailable("no route to host");
            }
        });

        try (InputStream in = ResumingStream.open(target, KEY, LENGTH)) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(TargetException.Unavailable.class)
                    .satisfies(broken -> assertThat(broken.getSuppressed()).hasSize(3));
        }
        assertThat(opened.get()).isEqualTo(4);
    }

    @Test
    void doesNotTryAgainWhatCannotChange() throws IOException {
        target.opened((key, in) -> new BreakingStream(in, 100));
        target.before(() -> {
            if (opened.incrementAndGet() > 1) {
                throw new TargetException.NotFound(KEY);
            }
        });

        try (InputStream in = ResumingStream.open(target, KEY, LENGTH)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(TargetException.NotFound.class);
        }
        assertThat(opened.get()).isEqualTo(2);
    }

    @Test
    @Tag("S-6")
    void doesNotTakeAShorterObjectForTheWhole() {
        assertThatThrownBy(() -> readAll(LENGTH + 1))
                .isInstanceOf(TargetException.Unavailable.class)
                .hasMessage("object ends after 10000 bytes, the listing says 10001");
        assertThat(opened.get()).isEqualTo(4);
    }

    @Test
    void doesNotTakeALongerObjectForTheRightOne() {
        assertThatThrownBy(() -> readAll(LENGTH - 1))
                .isInstanceOf(LtxException.class)
                .hasMessageContaining("is longer than the 9999 bytes");
    }

    private byte[] readAll(long length) throws IOException {
        try (InputStream in = ResumingStream.open(target, KEY, length)) {
            return in.readAllBytes();
        }
    }
}
