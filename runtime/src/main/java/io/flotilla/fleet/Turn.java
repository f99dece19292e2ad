package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.Tier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/// One turn of one database: replicate it, look again a few times where it does not hold still, and note what
/// came of it: its state with the reason, the log line, whether it has to wait. Safe for use by several
/// threads, for different databases.
final class Turn {

    private static final Logger LOG = System.getLogger(Turn.class.getName());
    private static final int LOOKS = 10;

    private final Engine engine;
    private final Confirmations confirmations;
    private final Patience patience;
    private final FleetWitness witness;
    private final Warnings warnings;
    private final SaidLately said;
    private final Duration interval;

    Turn(Engine engine, Confirmations confirmations, Patience patience, Listeners listeners, Duration interval) {
        this.engine = engine;
        this.confirmations = confirmations;
        this.patience = patience;
        this.witness = listeners.witness();
        this.warnings = listeners.warnings();
        this.said = listeners.said();
        this.interval = interval;
    }

    /// Who hears what came of a turn.
    record Listeners(FleetWitness witness, Warnings warnings, SaidLately said) {}

    /// Takes the turn, and says how long the database rests after it.
    Rest take(Change change) throws InterruptedException {
        DatabaseRow row = engine.catalog().row(change.database());
        engine.tiers().noticed(row.id());
        if (!change.observed().equals(row.fingerprint())) {
            witness.changed(row, change.modified());
        }
        Optional<Outcome> before = confirmations.beforeCapture(row);
        before.ifPresent(outcome -> say(row, outcome));
        boolean mayGoOn = before.isEmpty() || before.get() instanceof Outcome.Moved;
        return note(row, change, mayGoOn ? replicate(change) : before.get());
    }

    /// A turn without anything to do.
    Rest pass(DatabaseId database) {
        DatabaseState state = engine.catalog().state(database);
        if (!Problems.isProblem(state)) {
            witness.unchanged(database);
        }
        return rest(database, true);
    }

    /// A hot database is looked at in each interval; another one when something happens, or something may have.
    private Rest rest(DatabaseId database, boolean isSettled) {
        boolean isHot = engine.catalog().tier(database) == Tier.HOT;
        return isHot || !isSettled ? Rest.untilNextLook(interval) : Rest.quiet(interval);
    }

    private Outcome replicate(Change change) throws InterruptedException {
        Outcome outcome = replicateOnce(change);
        for (int look = 1; look < LOOKS && isUnfinished(outcome); look++) {
            Thread.sleep(patience.pauses().delay(look));
            outcome = replicateOnce(change);
        }
        return outcome;
    }

    private Outcome replicateOnce(Change change) throws InterruptedException {
        Outcome outcome = engine.replicator().replicate(change);
        say(engine.catalog().row(change.database()), outcome);
        return outcome;
    }

    private void say(DatabaseRow row, Outcome outcome) {
        if (hasAnswered(outcome)) {
            patience.gate().answered();
        }
        if (outcome instanceof Outcome.Moved(var from, var to, var flaw)) {
            // After the catalog was lost that is so for all of them.
            LOG.log(
                    from.isEmpty() ? Level.DEBUG : Level.INFO,
                    "continues after what the target holds: database={0} known={1} target={2}",
                    row.path(),
                    text(from),
                    text(to));
            flawed(row, flaw);
        }
        if (outcome instanceof Outcome.Adopted(String flaw)) {
            flawed(row, flaw);
        }
    }

    /// What nobody asked the target about tells nothing of it.
    private static boolean hasAnswered(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Shipped shipped -> true;
            case Outcome.Adopted adopted -> true;
            case Outcome.Moved moved -> true;
            case Outcome.Fenced fenced -> true;
            case Outcome.TargetFailed(var cause) -> !(cause instanceof TargetException.Unavailable);
            case Outcome.NothingNew nothing -> false;
            case Outcome.Waiting waiting -> false;
            case Outcome.Missing missing -> false;
            case Outcome.Unsettled unsettled -> false;
            case Outcome.Unsupported unsupported -> false;
            case Outcome.SourceFailed failed -> false;
        };
    }

    private static String text(Optional<TxId> txId) {
        return txId.map(TxId::toString).orElse("none");
    }

    private static void flawed(DatabaseRow row, String flaw) {
        if (!flaw.isEmpty()) {
            LOG.log(Level.WARNING, "a file of the replica is no use: database={0} reason={1}", row.path(), flaw);
        }
    }

    /// What was adopted is an earlier state of the database: what is new since is not on the target yet.
    private static boolean isUnfinished(Outcome outcome) {
        return outcome instanceof Outcome.Unsettled
                || outcome instanceof Outcome.Adopted
                || outcome instanceof Outcome.Moved;
    }

    private Rest note(DatabaseRow row, Change change, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Shipped(var acknowledgement, var settled) -> {
                shipped(row, acknowledgement);
                yield rest(row.id(), settled && change.settled());
            }
            case Outcome.NothingNew(var startedAt) -> {
                engine.tiers().uploaded(row.id());
                witness.foundNothingNew(row.id(), startedAt);
                fine(row, DatabaseState.ACTIVE);
                yield rest(row.id(), change.settled());
            }
            case Outcome.Moved(var from, var to, var flaw) ->
                sick(
                        row,
                        DatabaseState.RESYNC,
                        new Why(ReasonCode.TARGET_CHANGING, "the target holds something else at each look"));
            case Outcome.Adopted(var flaw) ->
                sick(
                        row,
                        DatabaseState.RESYNC,
                        new Why(ReasonCode.ADOPTED, "earlier uploads are met one after the other"));
            case Outcome.Waiting() -> {
                engine.tiers().uploaded(row.id());
                witness.unchanged(row.id());
                remember(change);
                fine(row, DatabaseState.WAITING);
                yield rest(row.id(), change.settled());
            }
            case Outcome.Missing() -> sick(row, DatabaseState.MISSING, Looks.GONE);
            case Outcome.Unsettled(var why) -> heldUp(row, unsettled(why.code()), why);
            case Outcome.Unsupported(var why) -> {
                remember(change);
                yield sick(row, DatabaseState.UNSUPPORTED, why);
            }
            case Outcome.Fenced(var why) -> sick(row, DatabaseState.FENCED, why);
            case Outcome.SourceFailed(var cause) -> sick(row, DatabaseState.DEGRADED, Why.of(cause));
            case Outcome.TargetFailed(var cause) -> targetFailed(row, cause);
        };
    }

    /// Following the log comes late. A comparison is still owed, unless the database never holds still for one.
    private static DatabaseState unsettled(ReasonCode code) {
        return switch (code) {
            case BUSY_LOG, SCRATCH_FULL -> DatabaseState.LAGGING;
            case BUSY_IMAGE -> DatabaseState.DEGRADED;
            default -> DatabaseState.RESYNC;
        };
    }

    private void shipped(DatabaseRow row, Acknowledgement acknowledgement) {
        engine.tiers().written(row.id(), acknowledgement.modified());
        engine.tiers().uploaded(row.id());
        witness.acknowledged(acknowledgement);
        LOG.log(
                Level.DEBUG,
                "captured database={0} tx={1} pages={2} bytes={3} how={4}",
                row.path(),
                acknowledgement.txId(),
                acknowledgement.pages(),
                acknowledgement.bytes(),
                acknowledgement.how());
        fine(row, DatabaseState.ACTIVE);
    }

    /// What cannot be captured as it is need not be looked at again before it changes.
    private void remember(Change change) {
        engine.catalog().observe(change.database(), change.fingerprintToKeep());
    }

    private void fine(DatabaseRow row, DatabaseState state) {
        patience.retries().succeeded(row.id());
        engine.catalog().mark(row.id(), state, Why.NOTHING);
    }

    private Rest targetFailed(DatabaseRow row, TargetException cause) {
        String text = String.valueOf(cause.getMessage());
        return switch (cause) {
            case TargetException.Refused refused ->
                sick(row, DatabaseState.FAILED, new Why(ReasonCode.TARGET_REFUSED, text));
            case TargetException.Unavailable away -> {
                patience.gate().failed();
                mark(row, DatabaseState.LAGGING, new Why(ReasonCode.TARGET_UNAVAILABLE, text));
                yield Rest.afterFailure(patience.retries().unanswered(row.id()));
            }
            case TargetException.NotFound gone ->
                sick(row, DatabaseState.LAGGING, new Why(ReasonCode.TARGET_CHANGING, text));
            case TargetException.AlreadyExists there ->
                sick(row, DatabaseState.LAGGING, new Why(ReasonCode.TARGET_CHANGING, text));
        };
    }

    private Rest heldUp(DatabaseRow row, DatabaseState state, Why why) {
        mark(row, state, why);
        return Rest.afterFailure(patience.retries().heldUp(row.id()));
    }

    private Rest sick(DatabaseRow row, DatabaseState state, Why why) {
        mark(row, state, why);
        return Rest.afterFailure(patience.retries().failed(row.id()));
    }

    private void mark(DatabaseRow row, DatabaseState state, Why why) {
        witness.failed(row, state, why);
        if (row.state() != state || !row.why().equals(why)) {
            switch (said.ask(row.id(), why.code())) {
                case SaidLately.Answer.Skip() -> {}
                case SaidLately.Answer.Say(var addition) -> warn(state, line(row, state, why) + addition);
            }
        }
        engine.catalog().mark(row.id(), state, why);
    }

    private static String line(DatabaseRow row, DatabaseState state, Why why) {
        return state + " database=" + LogName.of(row.path()) + " code="
                + why.code().code() + " reason=" + why.text();
    }

    /// What is no problem is not named in the end.
    private void warn(DatabaseState state, String text) {
        if (Problems.isProblem(state)) {
            warnings.problem(text);
        } else {
            LOG.log(Level.WARNING, "{0}", text);
        }
    }
}
