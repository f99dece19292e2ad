package io.flotilla.fleet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is wrong, for who reads the log: the same of the same subject is said once, until it changes or is over. Safe
/// for use by several threads.
final class Warnings {

    private static final Logger LOG = System.getLogger(Warnings.class.getName());

    private final Map<String, String> said = new ConcurrentHashMap<>();
    private volatile Level levelOfProblems = Level.WARNING;

    /// From now on the caller is given all problems in the end, and the log need not say them as well.
    void leaveProblemsToCaller() {
        levelOfProblems = Level.DEBUG;
    }

    /// Says a problem that is new, and that is named in the end if it is still there.
    void problem(String text) {
        LOG.log(levelOfProblems, "{0}", text);
    }

    /// Says what hinders the whole fleet, where that is not what was said of it last.
    void hindrance(String subject, String why) {
        if (!why.equals(said.put(subject, why))) {
            LOG.log(Level.WARNING, "{0}: {1}", subject, why);
        }
    }

    /// It is no more. When it comes back it is said again.
    void isOver(String subject) {
        said.remove(subject);
    }
}
