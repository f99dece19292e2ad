package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.Samples.request;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a target promises about its end.
interface CloseContract extends TargetUnderTest {

    @Test
    default void canBeClosedTwice() {
        target().close();

        assertThatCode(target()::close).doesNotThrowAnyException();
    }

    @Test
    default void doesNothingAfterItWasClosed() {
        put("key", "content");
        target().close();

        assertThatIllegalStateException().isThrownBy(() -> target().put(List.of(request("other", "content"))));
        assertThatIllegalStateException().isThrownBy(() -> target().open(ObjectKey.of("key"), ByteRange.ALL));
        assertThatIllegalStateException().isThrownBy(() -> target().list(ListRequest.below(ObjectKey.ROOT)));
        assertThatIllegalStateException().isThrownBy(() -> target().delete(List.of(ObjectKey.of("key"))));
    }
}
