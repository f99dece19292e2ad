package io.flotilla.service.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.demo.Comparison;
import io.flotilla.service.demo.Ledger;
import io.flotilla.service.demo.Mismatch;
import io.flotilla.service.demo.Reference;
import io.flotilla.service.demo.Tree;
import io.flotilla.service.demo.WriterOrder;
import io.flotilla.service.demo.Writers;
import io.flotilla.service.packaged.LiveTree;
import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Kills a replicating program again and again while other processes write, and looks afterwards for what
/// is missing.
final class CrashCampaign {

    private static final int WRITERS = 4;
    private static final int TRANSACTIONS_PER_SECOND = 25;
    private static final int KILLED = 128 + 9;

    /// Each look at a chain starts the program once more, and so does each earlier state.
    private static final int CHAINS = 10;

    private static final int EARLIER_STATES_OF_EACH = 4;

    /// After so many kills some replicas are looked at, for what they had then may be gone by the rules at the end.
    private static final int KILLS_UNTIL_AUDIT = 10;

    private static final int AUDITED = 3;

    /// One in so many kills does not wait for a merged file. The first always does.
    private static final int WITHOUT_MERGES = 4;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 50;

    private final Program program;
    private final Path directory;
    private final Plan plan;
    private final Random random;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private int chains;
    private int earlier;

    /// @param shortestMillis after its start a program is killed no sooner than this
    /// @param longestMillis and no later
    /// @param isMerging whether most kills wait for a file that was merged in that life: a program that has just
    ///     started has merged nothing
    /// @param options how it replicates
    record Plan(
            int kills, int databases, int shortestMillis, int longestMillis, boolean isMerging, List<String> options) {

        Plan {
            options = List.copyOf(options);
        }
    }

    /// What came of it: all that is wrong, and how much was tried.
    ///
    /// @param chains how often a replica was looked at file by file
    /// @param earlier how many states were restored at which a merged file or a snapshot ends
    record Outcome(
            int kills,
            long transactions,
            int databases,
            int chains,
            int earlier,
            Duration time,
            List<Mismatch> mismatches) {}

    CrashCampaign(Program program, Path directory, Plan plan, Random random) {
        this.program = program;
        this.directory = directory;
        this.plan = plan;
        this.random = random;
    }

    Outcome run() throws Exception {
        long start = System.nanoTime();
        long seed = random.nextLong();
        Tree tree = Tree.create(path("project"), plan.databases(), seed);
        Ledger ledger = killAndRestart(tree, seed);
        program.run(replicating(tree, "--once"));
        program.run("restore", "--all", target(), "-o", path("restored").toString());
        mismatches.addAll(compare(tree, ledger));
        for (String database : mostWritten(tree, ledger)) {
            audit(database, () -> new Comparison(tree, ledger));
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new Outcome(plan.kills(), ledger.transactions(), plan.databases(), chains, earlier, time, mismatches);
    }

    /// What the writers were told is asked for after a state came back: it is not older than that.
    private interface Asked {
        Comparison comparison() throws IOException;
    }

    private void audit(String database, Asked asked) throws Exception {
        String json = program.run("ltx", path("replica").resolve(database).toString(), "--json");
        Chain chain = Chain.parse(json);
        chain.faults().forEach(fault -> mismatches.add(new Mismatch(database, "chain: " + fault)));
        chains++;
        restoreEarlierStates(database, chain, asked);
    }

    private void restoreEarlierStates(String database, Chain chain, Asked asked) throws Exception {
        List<Long> ends = new ArrayList<>(chain.mergedEnds());
        Collections.shuffle(ends, random);
        List<Long> some = ends.subList(0, Math.min(ends.size(), EARLIER_STATES_OF_EACH));
        Path output = path("earlier.db");
        for (long end : some) {
            String txId = String.format(Locale.ROOT, "%016x", end);
            program.run(
                    "restore", path("replica").resolve(database).toString(), "-o", output.toString(), "--txid", txId);
            asked.comparison()
                    .faultsOfEarlierState(database, output)
                    .forEach(fault -> mismatches.add(new Mismatch(database, "as of " + txId + ": " + fault)));
            Files.delete(output);
            earlier++;
        }
    }

    private String[] replicating(Tree tree, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("replicate", tree.root().toString(), target(), "--state", state()));
        arguments.addAll(plan.options());
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private Ledger killAndRestart(Tree tree, long seed) throws Exception {
        List<WriterOrder> orders = WriterOrder.divide(tree, WRITERS, seed, TRANSACTIONS_PER_SECOND);
        try (Writers writers = Writers.start(orders, path("writers"))) {
            awaitFirstTransaction(writers);
            for (int kill = 1; kill <= plan.kills(); kill++) {
                killOnce(tree, kill);
                writers.watch(0);
                if (kill % KILLS_UNTIL_AUDIT == 0) {
                    auditSome(tree, writers);
                }
            }
            return writers.stop();
        }
    }

    private static void awaitFirstTransaction(Writers writers) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (writers.transactions() == 0) {
            assertThat(System.nanoTime())
                    .as("nothing was written in %s", LONGEST_WAIT)
                    .isLessThan(end);
            writers.watch(LOOK_MILLIS);
        }
    }

    private void auditSome(Tree tree, Writers writers) throws Exception {
        List<String> written = new ArrayList<>(mostWritten(tree, writers.ledger()));
        Collections.shuffle(written, random);
        for (String database : written.subList(0, Math.min(written.size(), AUDITED))) {
            if (Files.isDirectory(path("replica").resolve(database).resolve("ltx"))) {
                audit(database, () -> new Comparison(tree, writers.ledger()));
            }
        }
    }

    private void killOnce(Tree tree, int kill) throws IOException, InterruptedException {
        Set<Path> before = mergedFiles();
        Process process = program.start(replicating(tree));
        try {
            if (plan.isMerging() && (random.nextInt(WITHOUT_MERGES) > 0 || kill == 1)) {
                awaitMergedFile(process, before);
            }
            long millis = random.nextInt(plan.shortestMillis(), plan.longestMillis());
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            assertThat(ended)
                    .as("the program ended by itself before kill %s and said:%n%s", kill, program.said())
                    .isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as("kill %s", kill).isEqualTo(KILLED);
    }

    private void awaitMergedFile(Process process, Set<Path> before) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (process.isAlive() && before.containsAll(mergedFiles())) {
            assertThat(System.nanoTime())
                    .as("nothing was merged in %s: %s", LONGEST_WAIT, program.said())
                    .isLessThan(end);
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private Set<Path> mergedFiles() throws IOException {
        return LiveTree.files(path("replica"), ".ltx").keySet().stream()
                .filter(file -> !file.getParent().endsWith("0"))
                .collect(Collectors.toSet());
    }

    private List<Mismatch> compare(Tree tree, Ledger ledger) throws Exception {
        Tree references = tree.at(path("reference"));
        for (String database : tree.databases()) {
            Reference.make(tree.file(database), references.file(database));
        }
        return new Comparison(references, ledger).mismatches(path("restored"));
    }

    private static List<String> mostWritten(Tree tree, Ledger ledger) {
        return tree.databases().stream()
                .sorted(Comparator.comparing(
                        (String database) -> -ledger.entries(database).size()))
                .limit(CHAINS)
                .toList();
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private String target() {
        return path("replica").toString();
    }

    private String state() {
        return path("state").toString();
    }
}
