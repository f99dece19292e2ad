package io.flotilla.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeteredTargetTest {

    private final HookedTarget hooked = new HookedTarget(new MemoryTarget());
    private final MeteredTarget target = new MeteredTarget(hooked);

    @Test
    void countsEachRequestByKindOutcomeAndBytes() throws IOException {
        target.put(List.of(request("a"), request("b")));
        target.put(List.of(request("a")));
        try (var in = target.open(ObjectKey.of("a"), ByteRange.ALL)) {
            assertThat(in.read()).isZero();
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.readAllBytes()).hasSize(7);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> target.open(ObjectKey.of("c"), ByteRange.ALL))
                .isInstanceOf(TargetException.NotFound.class);
        target.list(ListRequest.below(ObjectKey.ROOT));
        hooked.before(() -> {
            throw new TargetException.Refused("no permission");
        });
        assertThatThrownBy(() -> target.list(ListRequest.below(ObjectKey.ROOT)))
                .isInstanceOf(TargetException.Refused.class);
        target.delete(List.of(ObjectKey.of("a"), ObjectKey.of("c")));

        RequestCounts counts = target.counts();

        assertThat(counts.of(RequestKind.PUT)).isEqualTo(3);
        assertThat(counts.of(RequestKind.PUT, RequestOutcome.DONE)).isEqualTo(2);
        assertThat(counts.of(RequestKind.PUT, RequestOutcome.ALREADY_EXISTS)).isEqualTo(1);
        assertThat(counts.of(RequestKind.READ, RequestOutcome.DONE)).isEqualTo(1);
        assertThat(counts.of(RequestKind.READ, RequestOutcome.NOT_FOUND)).isEqualTo(1);
        assertThat(counts.of(RequestKind.LIST, RequestOutcome.DONE)).isEqualTo(1);
        assertThat(counts.of(RequestKind.LIST, RequestOutcome.REFUSED)).isEqualTo(1);
        assertThat(counts.of(RequestKind.DELETE)).isEqualTo(2);
        assertThat(counts.bytesStored()).isEqualTo(20);
        assertThat(counts.bytesRead()).isEqualTo(10);
    }

    @Test
    void saysOfReadsWhatTheOtherTargetDoes() {
        assertThat(target.endsReads()).isFalse();
        hooked.endReads();
        assertThat(target.endsReads()).isTrue();
    }

    @Test
    void losesNoCountBetweenThreads() {
        IntStream.range(0, 10_000).parallel().forEach(n -> target.put(List.of(request("n" + n))));

        assertThat(target.counts().of(RequestKind.PUT, RequestOutcome.DONE)).isEqualTo(10_000);
        assertThat(target.counts().bytesStored()).isEqualTo(100_000);
    }

    private static PutRequest request(String key) {
        return new PutRequest(ObjectKey.of(key), new BytesPayload(new byte[10]), Instant.EPOCH);
    }
}
