package io.flotilla.service.verification;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.Position;
import io.flotilla.fleet.Attempts;
import io.flotilla.fleet.FreeThreads;
import io.flotilla.fleet.LogName;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Restore;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import io.flotilla.service.proof.Soundness;
import io.flotilla.service.verification.ReplicaCheck.Checked;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Proves some databases of each fleet, those first that wait the longest: one at a time, behind what
/// is written, at a pace. What is done is noted; it ends early where nothing can be told of several in a
/// row.
///
/// In memory it takes 4 MiB of what is fetched ahead, and 8 bytes a database while it chooses; on the disk one
/// copy, for which half of the free space may be taken. [#run] is for one thread, [#end] for any.
final class Window {

    private static final Logger LOG = System.getLogger(Window.class.getName());

    private static final int FETCHED_BYTES = 4 << 20;
    private static final int FETCHED_FILES = 2;
    private static final int MOST_UNANSWERED = 3;

    /// How long a proof waits for what was written.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String WAY_OUT =
            "its database is still there: keep a copy of it, and start the replica anew (docs/operate.md)";

    private final WindowSettings settings;
    private final Supplier<List<Running>> fleets;
    private final ProofPace pace;

    /// @param fleets those that run, asked for again and again
    Window(WindowSettings settings, Supplier<List<Running>> fleets) {
        this.settings = settings;
        this.fleets = fleets;
        this.pace = new ProofPace(settings.pause(), PATIENCE, this::isAnythingFresh);
    }

    /// Where and how the databases of one fleet are proved, and what came of it.
    private record Round(Running fleet, ReplicaCheck check, Map<Proofs.Result, Integer> results) {

        static Round of(Running fleet) throws IOException {
            Path scratch = Files.createDirectories(fleet.settings().state().resolve("scratch"));
            Leftovers.remove(scratch);
            var fetching =
                    new Fetching(new FreeThreads(), new FetchBudget(FETCHED_BYTES, FETCHED_FILES), Fetching.DEADLINE);
            var restore = new Restore(fleet.target().store(), fetching, Soundness.QUICK);
            var check = new ReplicaCheck(restore, Attempts.some(new SplittableRandom()), scratch, Optional.empty());
            return new Round(fleet, check, new EnumMap<>(Proofs.Result.class));
        }

        int count(Proofs.Result result) {
            return results.getOrDefault(result, 0);
        }
    }

    /// Takes some of each fleet.
    ///
    /// @throws InterruptedException where it is to end
    void run() throws InterruptedException {
        for (Running fleet : fleets.get()) {
            try {
                prove(Round.of(fleet));
            } catch (IOException | RuntimeException failure) {
                if (!pace.isOver()) {
                    LOG.log(Level.WARNING, "no proofs fleet={0}: {1}", fleet.name(), String.valueOf(failure));
                }
            }
        }
    }

    /// It ends, and notes nothing more once this has returned.
    synchronized void end() {
        pace.end();
    }

    private boolean isAnythingFresh() {
        return fleets.get().stream().anyMatch(each -> each.fleet().load().fresh() > 0);
    }

    private void prove(Round round) throws InterruptedException {
        Running fleet = round.fleet();
        int known = fleet.proofs().times().standing().all();
        int unanswered = 0;
        for (int number : fleet.proofs().times().next(settings.sample().of(known))) {
            pace.awaitTurn();
            boolean isGone = !fleets.get().contains(fleet);
            if (pace.isOver()
                    || isGone
                    || unanswered == MOST_UNANSWERED
                    || !fleet.fleet().isTargetThere()) {
                break;
            }
            boolean isTold = prove(round, fleet.catalog().row(new DatabaseId(number)));
            unanswered = isTold ? 0 : unanswered + 1;
        }
        ended(round);
    }

    /// Whether anything can be told of it.
    private boolean prove(Round round, DatabaseRow row) {
        Checked checked = hindrance(round, row)
                .<Checked>map(why -> new Checked.Unanswered(row.replica(), new IOException(why)))
                .orElseGet(() -> round.check().check(row.replica()));
        return note(round, row, checked) != Proofs.Result.UNANSWERED;
    }

    /// Where its copy would take what the fleet itself needs. How large it is at least is known from its
    /// position.
    private static Optional<String> hindrance(Round round, DatabaseRow row) {
        Optional<Position> position = round.fleet().catalog().readPosition(row.id());
        long bytes = position.map(at -> (long) at.pageSize() * at.pageCount()).orElse(0L);
        Path scratch = round.check().scratch();
        long free = scratch.toFile().getUsableSpace();
        return bytes <= free / 2
                ? Optional.empty()
                : Optional.of("its copy takes " + bytes + " bytes, and half of the " + free + " that are free in "
                        + scratch + " may be taken: make room, or flotilla verify --scratch DIR");
    }

    private synchronized Proofs.Result note(Round round, DatabaseRow row, Checked checked) {
        Proofs.Result result = switch (checked) {
            case Checked.Sound _ -> Proofs.Result.SOUND;
            case Checked.Faulty _ -> Proofs.Result.FAILED;
            case Checked.Unanswered _ -> Proofs.Result.UNANSWERED;
        };
        if (!pace.isOver()) {
            round.fleet().proofs().note(row.id(), result);
            round.results().merge(result, 1, Integer::sum);
            say(row, checked);
        }
        return result;
    }

    private static void say(DatabaseRow row, Checked checked) {
        switch (checked) {
            case Checked.Sound _ -> {}
            case Checked.Faulty(var replica, var reason) ->
                LOG.log(
                        Level.WARNING,
                        "proof failed database={0} replica={1}: {2}; {3}",
                        LogName.of(row.path()),
                        LogName.of(Path.of(replica.toString())),
                        reason,
                        WAY_OUT);
            case Checked.Unanswered(var replica, var failure) ->
                LOG.log(
                        Level.WARNING,
                        "not proved database={0} replica={1}: {2}; it has its turn again",
                        LogName.of(row.path()),
                        LogName.of(Path.of(replica.toString())),
                        String.valueOf(failure.getMessage()));
        }
    }

    private synchronized void ended(Round round) {
        boolean isEmpty = round.results().isEmpty();
        if (pace.isOver() || isEmpty) {
            return;
        }
        round.fleet().proofs().windowEnded();
        LOG.log(
                Level.INFO,
                "proofs fleet={0} sound={1} failed={2} unanswered={3}",
                round.fleet().name(),
                String.valueOf(round.count(Proofs.Result.SOUND)),
                String.valueOf(round.count(Proofs.Result.FAILED)),
                String.valueOf(round.count(Proofs.Result.UNANSWERED)));
    }
}
