package io.flotilla.service.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the environment says, understood or not.
class NotifySocketTest {

    @TempDir
    private Path directory;

    @Test
    void nobodyThereIsNoError() {
        assertThat(NotifySocket.of(directory.resolve("absent").toString()).send("READY=1"))
                .isFalse();
        assertThat(NotifySocket.of("@flotilla-of-a-test-that-is-absent").send("READY=1"))
                .isFalse();
    }

    @Test
    void aNameMayBeAsLongAsTheKernelTakesIt() {
        assertThat(NotifySocket.of("/" + "n".repeat(107)).send("READY=1")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> NotifySocket.of("/" + "n".repeat(108)));
        assertThatIllegalArgumentException().isThrownBy(() -> NotifySocket.of("@" + "ü".repeat(54)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run/notify", "vsock:2:1234", "@", "/"})
    void whatIsNoNameIsRefused(String variable) {
        assertThatIllegalArgumentException().isThrownBy(() -> NotifySocket.of(variable));
    }

    @Test
    void aWatchdogThatWaitsForThisProcessCounts() {
        String self = String.valueOf(ProcessHandle.current().pid());
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "30000000"))).hasValue(Duration.ofSeconds(30));
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "5", "WATCHDOG_PID", self)))
                .hasValue(Duration.ofNanos(5000));
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "5", "WATCHDOG_PID", "1")))
                .isEmpty();
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "0"))).isEmpty();
        assertThat(ServiceManager.watchdog(Map.of("WATCHDOG_USEC", "-5"))).isEmpty();
        assertThat(ServiceManager.watchdog(Map.of())).isEmpty();
    }
}
