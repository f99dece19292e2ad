package io.flotilla.plugins.contract;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryTargetTest extends ReplicaTargetContract {

    private static final URI URL = URI.create("memory:///");

    @Override
    protected ReplicaTarget freshTarget() {
        return new MemoryTargetFactory().open(URL, Settings.NONE);
    }

    @Test
    void knowsNoSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryTargetFactory().open(URL, new Settings(Map.of("size", "1"))))
                .withMessageContaining("'size'");
    }
}
