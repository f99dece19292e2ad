package io.flotilla.crash;

import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The states of scenarios, each from one run that nothing is done to. Safe for use by several threads.
final class Golden {

    private final SqliteProcess writer;
    private final Path directory;
    private final Map<String, States> known = new HashMap<>();

    Golden(SqliteProcess writer, Path directory) {
        this.writer = writer;
        this.directory = directory;
    }

    synchronized States of(Scenario scenario) throws IOException, InterruptedException {
        States states = known.get(scenario.name());
        if (states == null) {
            states = make(scenario);
            known.put(scenario.name(), states);
        }
        return states;
    }

    private States make(Scenario scenario) throws IOException, InterruptedException {
        var states = new States();
        Path run = directory.resolve("golden-" + scenario.name());
        var application = new Application(writer, run.resolve("source"), states);
        scenario.before().make(application, run);
        for (Scenario.Step step : scenario.steps()) {
            step.write(application);
            application.isWritten();
        }
        application.close();
        Scenarios.remove(run);
        return states;
    }
}
