package io.flotilla.service.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProofPaceTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void waitsForWhatWasWritten() throws Exception {
        var asked = new AtomicInteger();
        var pace = new ProofPace(Duration.ZERO, LONG, () -> asked.incrementAndGet() < 3);

        pace.awaitTurn();

        assertThat(asked).hasValue(3);
    }

    @Test
    void whereSomethingIsAlwaysWrittenProofsHaveTheirTurnAllTheSame() throws Exception {
        var patience = Duration.ofMillis(250);
        var asked = new AtomicInteger();
        var pace = new ProofPace(Duration.ZERO, patience, () -> asked.incrementAndGet() > 0);
        long before = System.nanoTime();

        pace.awaitTurn();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(patience);
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void theFirstOneIsNotEarlyAndTheNextOneWaits() throws Exception {
        var pause = Duration.ofMillis(300);
        var pace = new ProofPace(pause, LONG, () -> false);
        long before = System.nanoTime();
        pace.awaitTurn();

        pace.awaitTurn();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(pause);
    }

    @Test
    void theEndWaitsForNothing() throws Exception {
        var pace = new ProofPace(LONG, LONG, () -> true);
        var begun = new CountDownLatch(1);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                begun.countDown();
                pace.awaitTurn();
                pace.awaitTurn();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        pace.end();

        waiting.get(1, TimeUnit.MINUTES);
        assertThat(pace.isOver()).isTrue();
    }
}
