package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.fleet.Budgets.Budget;
import io.flotilla.fleet.Budgets.Use;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.store.HookedTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetsTest {

    /// Does not compress, and does not fit into memory.
    private static final int BYTES = 3_000_000;

    @TempDir
    private Path directory;

    @Test
    void whatIsOnItsWayCountsUntilTheTargetHasIt() throws Exception {
        Path database =
                Files.createDirectory(directory.resolve("source")).toRealPath().resolve("a.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t as select randomblob(" + BYTES + ")");
        }
        var target = new HookedTarget(new MemoryTarget());
        try (var fleet = new TestFleet(directory, target, TestFleet.Odd.NOTHING)) {
            Budgets budgets = fleet.fleet().budgets();
            var meanwhile = new AtomicReference<Map<Budget, Use>>(Map.of());
            target.storing(batch -> meanwhile.set(budgets.now()));

            assertThat(fleet.fleet().once().problems()).isEmpty();

            FleetSettings.Limits limits = FleetSettings.Limits.DEFAULT;
            assertThat(meanwhile.get()).containsOnlyKeys(Budget.values());
            assertThat(meanwhile.get())
                    .containsEntry(Budget.TURNS, new Use(1, limits.turns().places()))
                    .containsEntry(Budget.CAPTURES, new Use(0, limits.captures()));
            assertThat(meanwhile.get().get(Budget.IN_FLIGHT_BYTES)).satisfies(use -> {
                assertThat(use.used()).isBetween((long) BYTES, BYTES + 200_000L);
                assertThat(use.limit()).isEqualTo(limits.inFlightKibibytes() * 1024L);
            });
            assertThat(meanwhile.get().get(Budget.SCRATCH_BYTES)).satisfies(use -> {
                assertThat(use.used()).isBetween((long) BYTES, BYTES + 200_000L);
                assertThat(use.limit()).isEqualTo(limits.scratchBytes());
            });
            assertThat(atRest(budgets))
                    .allSatisfy((budget, use) -> assertThat(use.used())
                            .as(budget.toString())
                            .isEqualTo(budget == Budget.HOT_DATABASES ? 1 : 0));
        }
    }

    /// A hot database has a turn in each interval, so nothing is in use only in between.
    private static Map<Budget, Use> atRest(Budgets budgets) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        Map<Budget, Use> uses = budgets.now();
        while (isAnyInUse(uses) && System.nanoTime() < end) {
            uses = budgets.now();
        }
        return uses;
    }

    private static boolean isAnyInUse(Map<Budget, Use> uses) {
        return uses.entrySet().stream()
                .anyMatch(use ->
                        use.getKey() != Budget.HOT_DATABASES && use.getValue().used() > 0);
    }
}
