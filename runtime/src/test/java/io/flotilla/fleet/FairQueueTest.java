package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Which project is next.
class FairQueueTest {

    private static final long MILLISECOND = 1_000_000;

    private final FairQueue queue = new FairQueue(1000, 1000, project -> project.equals("heavy") ? 3 : 1);
    private int databases;

    @Test
    void whoCameFirstInAProjectIsNextInIt() {
        add("a", 3);
        assertThat(takeAll()).containsExactly("a1", "a2", "a3");
    }

    @Test
    void aProjectWithMuchToDoDoesNotHoldUpTheOthers() {
        add("noisy", 1000);
        add("quiet", 2);
        List<String> order = takeAll();
        assertThat(order.subList(0, 4))
                .filteredOn(name -> name.startsWith("quiet"))
                .hasSize(2);
    }

    @Test
    void projectsShareByTheTimeThatTheirTurnsTake() {
        Map<String, Integer> turns = shareOf(Map.of("slow", 30 * MILLISECOND, "fast", 10 * MILLISECOND), 400);
        assertThat(turns.get("fast")).isBetween(290, 310);
        assertThat(turns.get("slow")).isBetween(90, 110);
    }

    @Test
    void aProjectThatWeighsMoreHasMore() {
        Map<String, Integer> turns = shareOf(Map.of("heavy", 5 * MILLISECOND, "light", 5 * MILLISECOND), 400);
        assertThat(turns.get("heavy")).isBetween(290, 310);
    }

    @Test
    void nobodySavesTimeUp() {
        add("early", 100);
        for (int turn = 0; turn < 50; turn++) {
            String project = queue.next().orElseThrow().project();
            queue.ended(project, 100 * MILLISECOND);
        }
        add("late", 50);
        Map<String, Integer> turns = new HashMap<>();
        for (int turn = 0; turn < 40; turn++) {
            String project = queue.next().orElseThrow().project();
            turns.merge(project, 1, Integer::sum);
            queue.ended(project, 100 * MILLISECOND);
        }
        assertThat(turns.get("early"))
                .as("the latecomer has no more than its half")
                .isBetween(19, 21);
    }

    @Test
    void placesAreLimitedAltogetherAndForEachProject() {
        var narrow = new FairQueue(3, 2, project -> 1);
        for (int i = 1; i <= 5; i++) {
            narrow.add(new FairQueue.Entry(new DatabaseId(i), "a", 0));
        }
        assertThat(narrow.next()).isPresent();
        assertThat(narrow.next()).isPresent();
        assertThat(narrow.next()).as("a third of one project").isEmpty();
        narrow.add(new FairQueue.Entry(new DatabaseId(6), "b", 0));
        narrow.add(new FairQueue.Entry(new DatabaseId(7), "b", 0));
        assertThat(narrow.next().map(FairQueue.Entry::project)).contains("b");
        assertThat(narrow.next()).as("a fourth of all").isEmpty();
        narrow.ended("a", 1);
        assertThat(narrow.next()).isPresent();
    }

    @Test
    void knowsWhoWaitsTheLongest() {
        assertThat(queue.oldestNanos()).isEmpty();
        queue.add(new FairQueue.Entry(new DatabaseId(1), "a", 7));
        queue.add(new FairQueue.Entry(new DatabaseId(2), "b", 5));
        assertThat(queue.oldestNanos()).contains(5L);
        assertThat(queue.waiting()).isEqualTo(2);
    }

    @Test
    void aTurnThatNobodyHasCannotEnd() {
        assertThatThrownBy(() -> queue.ended("a", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a");
    }

    /// Whatever happens, nobody is lost, nobody has two turns, and limits hold.
    @Test
    void losesNobody() {
        long seed = System.nanoTime();
        System.out.println("FairQueueTest seed " + seed);
        var random = new Random(seed);
        var small = new FairQueue(5, 2, project -> 1);
        Map<String, Integer> running = new HashMap<>();
        int added = 0;
        int taken = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) == 0 && step < 15_000) {
                added++;
                small.add(new FairQueue.Entry(new DatabaseId(added), "p" + random.nextInt(6), step));
            } else if (random.nextBoolean()) {
                Optional<FairQueue.Entry> next = small.next();
                taken += next.isPresent() ? 1 : 0;
                next.ifPresent(entry -> running.merge(entry.project(), 1, Integer::sum));
            } else if (!running.isEmpty()) {
                String project = List.copyOf(running.keySet()).get(random.nextInt(running.size()));
                running.computeIfPresent(project, (name, count) -> count == 1 ? null : count - 1);
                small.ended(project, random.nextInt(1000));
            }
            assertThat(running.values()).allMatch(count -> count <= 2);
            assertThat(running.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(small.running());
            assertThat(small.waiting()).isEqualTo(added - taken);
        }
        assertThat(small.waiting()).as("seed %d", seed).isZero();
    }

    private void add(String project, int count) {
        for (int i = 0; i < count; i++) {
            databases++;
            queue.add(new FairQueue.Entry(new DatabaseId(databases), project, databases));
        }
    }

    /// All that wait, as the project and their number in it, without an end to any turn.
    private List<String> takeAll() {
        List<String> order = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (var next = queue.next(); next.isPresent(); next = queue.next()) {
            String project = next.get().project();
            order.add(project + numbers.merge(project, 1, Integer::sum));
        }
        return order;
    }

    /// How many turns each project has of so many, one after the other, when all have much to do.
    private Map<String, Integer> shareOf(Map<String, Long> nanos, int turns) {
        nanos.keySet().forEach(project -> add(project, turns));
        Map<String, Integer> shares = new HashMap<>();
        for (int turn = 0; turn < turns; turn++) {
            String project = queue.next().orElseThrow().project();
            shares.merge(project, 1, Integer::sum);
            queue.ended(project, nanos.get(project));
        }
        return shares;
    }
}
