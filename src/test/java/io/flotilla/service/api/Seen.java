package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/// What a program says of itself at a moment.
record Seen(
        double unprotected,
        double oldestSeconds,
        double failed,
        double targetUp,
        double loopAge,
        double sweeps,
        boolean isProtected,
        boolean isReady,
        boolean isAlive) {

    private static final int PATIENCE_SECONDS = 120;
    private static final int BETWEEN_SECONDS = 2;

    static Seen of(ServiceClient service) throws Exception {
        String metrics = service.read("/metrics");
        return new Seen(
                values(metrics, "flotilla_unprotected_databases\\{.*").sum(),
                most(metrics, "flotilla_oldest_unprotected_seconds\\{.*"),
                values(metrics, "flotilla_databases\\{.*state=\"failed\".*").sum(),
                most(metrics, "flotilla_target_up .*"),
                most(metrics, "flotilla_loop_age_seconds\\{.*"),
                most(metrics, "flotilla_sweeps_total .*"),
                service.ask("GET", "/health/group/fleet", "read", "").statusCode() == 200,
                service.ask("GET", "/health/ready", "", "").statusCode() == 200,
                service.ask("GET", "/health/live", "", "").statusCode() == 200);
    }

    /// No number as long as the metric is not there.
    private static double most(String metrics, String series) {
        return values(metrics, series).max().orElse(Double.NaN);
    }

    private static DoubleStream values(String metrics, String series) {
        return metrics.lines().filter(line -> line.matches(series)).mapToDouble(Seen::value);
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    /// Before the first sweep nothing is unprotected because nothing was looked at.
    boolean isWell() {
        return sweeps >= 1 && unprotected == 0 && targetUp == 1 && isProtected && isReady && isAlive;
    }

    /// Looks until it is as it should be.
    static Seen await(ServiceClient service, Predicate<Seen> wanted) throws Exception {
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        Seen seen = of(service);
        while (!wanted.test(seen)) {
            assertThat(Instant.now()).as(seen.toString()).isBefore(end);
            pause();
            seen = of(service);
        }
        return seen;
    }

    /// Looks again and again for so many seconds.
    ///
    /// @param told hears of each look
    /// @return the last one
    static Seen watch(ServiceClient service, int seconds, Consumer<String> told) throws Exception {
        Instant begin = Instant.now();
        Seen seen;
        do {
            pause();
            seen = of(service);
            told.accept(Duration.between(begin, Instant.now()).toSeconds() + " s: " + seen);
        } while (Duration.between(begin, Instant.now()).toSeconds() < seconds);
        return seen;
    }

    static void pause() throws InterruptedException {
        new CountDownLatch(1).await(BETWEEN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "unprotected %.0f, the oldest for %.1f s, failed %.0f, target up %.0f, oldest loop %.1f s, sweeps %.0f, fleet %s, ready %s, live %s",
                unprotected,
                oldestSeconds,
                failed,
                targetUp,
                loopAge,
                sweeps,
                text(isProtected),
                text(isReady),
                text(isAlive));
    }

    private static String text(boolean isUp) {
        return isUp ? "UP" : "DOWN";
    }
}
