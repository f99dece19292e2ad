package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.ReasonCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Lets the log say the same of one database once a minute, and tells how often it was not said in between. Safe for
/// use by several threads.
final class SaidLately {

    static final Duration PAUSE = Duration.ofMinutes(1);

    /// Beyond this many, all is forgotten: rather a line too many than memory without end.
    private static final int MOST = 10_000;

    private final LongSupplier steadyNanos;
    private final Map<Subject, Said> said = new HashMap<>();

    SaidLately(LongSupplier steadyNanos) {
        this.steadyNanos = steadyNanos;
    }

    private record Subject(DatabaseId database, ReasonCode code) {}

    private record Said(long at, int unsaid) {}

    /// What to add to a line that may be said, empty where nothing; or that it may not.
    sealed interface Answer {

        record Say(String addition) implements Answer {}

        record Skip() implements Answer {}
    }

    /// Asks for one line.
    synchronized Answer ask(DatabaseId database, ReasonCode code) {
        var subject = new Subject(database, code);
        long now = steadyNanos.getAsLong();
        Said before = said.get(subject);
        if (before != null && now - before.at() < PAUSE.toNanos()) {
            said.put(subject, new Said(before.at(), before.unsaid() + 1));
            return new Answer.Skip();
        }
        if (said.size() >= MOST) {
            said.clear();
        }
        said.put(subject, new Said(now, 0));
        int unsaid = before == null ? 0 : before.unsaid();
        return new Answer.Say(unsaid == 0 ? "" : " repeated=" + unsaid);
    }
}
