package io.flotilla.fleet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Says every ten seconds how far the first copies have come, and how long the rest takes, while some wait. For use by
/// one thread.
final class FirstCopies implements Runnable {

    /// How often something is said.
    static final Duration EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(FirstCopies.class.getName());

    private final Agenda agenda;
    private long doneBefore;
    private long doneAtFirst;
    private boolean isSaid;

    FirstCopies(Agenda agenda) {
        this.agenda = agenda;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                news(agenda.state()).ifPresent(text -> LOG.log(Level.INFO, "{0}", text));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is to be said [#EVERY] after the last time; absent where nobody waits.
    Optional<String> news(AgendaState state) {
        long done = state.firstDone();
        long since = done - doneBefore;
        doneBefore = done;
        if (state.first() == 0) {
            boolean isOver = isSaid;
            long all = done - doneAtFirst;
            isSaid = false;
            doneAtFirst = done;
            return isOver ? Optional.of("first copies: all " + count(all) + " done") : Optional.empty();
        }
        isSaid = true;
        String pace = since == 0
                ? "none in the last " + EVERY.toSeconds() + " s"
                : count(perSecond(since)) + " a second, " + left(state.first(), since) + " left";
        return Optional.of(
                "first copies: " + count(done - doneAtFirst) + " done, " + count(state.first()) + " wait, " + pace);
    }

    private static long perSecond(long since) {
        return Math.ceilDiv(since, EVERY.toSeconds());
    }

    private static String left(long waiting, long since) {
        long seconds = Math.ceilDiv(waiting * EVERY.toSeconds(), since);
        return seconds < 120 ? seconds + " s" : count(Math.ceilDiv(seconds, 60)) + " min";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
