package io.flotilla.service.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/// How often what is new is uploaded.
final class IntervalOptions {

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Converters.Interval.class,
            description = "How often what is new is uploaded. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    Duration interval() {
        return interval;
    }
}
