package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.plugins.contract.LogLines;
import io.flotilla.plugins.contract.MemoryTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said in the log as a warning or worse, and how often.
class WarningsTest {

    private final LogLines lines = LogLines.of(Warnings.class, Level.WARNING);
    private final Warnings warnings = new Warnings();

    @AfterEach
    void leave() {
        lines.close();
    }

    @Test
    void saysTheSameOnceUntilItChangesOrIsOver() {
        warnings.hindrance("target", "away");
        warnings.hindrance("target", "away");
        warnings.hindrance("look", "away");
        warnings.hindrance("target", "full");
        warnings.isOver("look");
        warnings.hindrance("look", "away");
        warnings.hindrance("target", "full");

        assertThat(lines.said()).containsExactly("target: away", "look: away", "target: full", "look: away");
    }

    @Test
    void saysNamesAsTheyAre() {
        warnings.problem("/it's {0}.db");

        assertThat(lines.said()).containsExactly("/it's {0}.db");
    }

    @Test
    void leavesProblemsToACallerWhoIsGivenThem() {
        warnings.leaveProblemsToCaller();
        warnings.problem("/a.db: FAILED");
        warnings.hindrance("look", "away");

        assertThat(lines.said()).containsExactly("look: away");
    }

    @Test
    void isNotAskedAgainAtEachLook(@TempDir Path directory) throws Exception {
        Files.createDirectory(directory.resolve("source"));
        var looks = new CountDownLatch(6);
        TestFleet.Odd broken = TestFleet.Odd.NOTHING.withScanner(scanner -> new OtherScanner(scanner) {
            @Override
            public void sweep(Consumer<DatabaseId> changes) {
                looks.countDown();
                if (looks.getCount() > 0) {
                    throw new IllegalStateException("as ordered");
                }
            }
        });
        try (var opened = new TestFleet(directory, new MemoryTarget(), broken)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(5));
            assertThat(looks.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();
            assertThat(run.get().problems()).isEmpty();
        }
        assertThat(lines.said())
                .containsExactly("a look at the databases failed and is repeated: "
                        + "java.lang.IllegalStateException: as ordered");
    }
}
