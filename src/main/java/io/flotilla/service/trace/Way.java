package io.flotilla.service.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What is new in one database on its way to the target: since when, who noticed it, and how far its turn is. For use
/// by one thread at a time.
final class Way {

    private final Attributes database;
    private Instant begun;
    private final Notice notice;

    /// Since when it waits for its turn.
    private Instant waitsSince;

    private Optional<Steps> turn = Optional.empty();

    /// What was noticed during the turn, which may be new behind what the turn takes along.
    private Optional<Notice> next = Optional.empty();

    private int failures;

    /// Begun where a turn failed, so that the spans of failed turns have a place.
    private Optional<Span> root = Optional.empty();

    /// @param database which one it is
    Way(Attributes database, Notice notice) {
        this.database = database;
        this.notice = notice;
        this.begun = notice.at();
        this.waitsSince = notice.at();
    }

    /// Who noticed something.
    enum By {
        EVENT,
        SWEEP,

        /// Its own turn, for which there was another reason.
        LOOK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Something was noticed.
    record Notice(Instant at, By by) {}

    /// How far a turn is.
    enum Reached {
        TURN("capture"),
        CAPTURED("wait for upload"),
        SENT("put");

        private final String during;

        Reached(String during) {
            this.during = during;
        }

        /// What goes on from there.
        String during() {
            return during;
        }
    }

    /// The moments of a turn; those that it has not reached are that of the one before.
    ///
    /// @param files of how many databases the batch has a file
    record Steps(Reached reached, Instant turn, Instant captured, Instant sent, int files) {

        private static Steps begin(Instant now) {
            return new Steps(Reached.TURN, now, now, now, 0);
        }

        private Steps captured(Instant now) {
            return new Steps(Reached.CAPTURED, turn, now, now, 0);
        }

        private Steps sent(Instant now, int batch) {
            return new Steps(Reached.SENT, turn, captured, now, batch);
        }
    }

    /// Something was noticed again.
    void notice(Notice again) {
        if (turn.isPresent() && next.isEmpty()) {
            next = Optional.of(again);
        }
    }

    /// Its turn begins.
    ///
    /// @param modified when its files were modified, as far as that was before it was noticed
    void turn(Instant now, Instant modified) {
        begun = modified.isBefore(begun) ? modified : begun;
        turn = Optional.of(Steps.begin(now));
    }

    void captured(Instant now) {
        turn = turn.map(steps -> steps.captured(now));
    }

    void sent(Instant now, int batch) {
        turn = turn.map(steps -> steps.sent(now, batch));
    }

    /// Its turn came to nothing.
    void failed(Instant now, Span rootOfTrace) {
        failures++;
        root = Optional.of(rootOfTrace);
        waitsSince = now;
        turn = Optional.empty();
        next = Optional.empty();
    }

    /// The way of what came behind that which a turn took along; absent where nothing did.
    ///
    /// @param until what was written by then is on the target
    Optional<Way> behind(Instant until) {
        return next.filter(later -> later.at().isAfter(until)).map(later -> new Way(database, later));
    }

    Attributes database() {
        return database;
    }

    Instant begun() {
        return begun;
    }

    Notice notice() {
        return notice;
    }

    Instant waitsSince() {
        return waitsSince;
    }

    /// The turn that it has; where it has none, one that begins and ends now.
    Steps steps(Instant now) {
        return turn.orElseGet(() -> Steps.begin(now));
    }

    int failures() {
        return failures;
    }

    Optional<Span> root() {
        return root;
    }
}
