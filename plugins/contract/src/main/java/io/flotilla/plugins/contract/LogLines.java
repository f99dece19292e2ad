package io.flotilla.plugins.contract;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What a class says in the log, from now on and until it is closed. Safe for use by several threads.
public final class LogLines implements AutoCloseable {

    private final Logger logger;
    private final Ear ear;

    private LogLines(Logger logger, Ear ear) {
        this.logger = logger;
        this.ear = ear;
        logger.addHandler(ear);
    }

    /// Everything that the logger of a class passes on.
    public static LogLines of(Class<?> category) {
        return of(category, Level.ALL);
    }

    /// Likewise, of this level or worse.
    public static LogLines of(Class<?> category, Level least) {
        return new LogLines(Logger.getLogger(category.getName()), new Ear(least));
    }

    /// The lines so far, as they are printed.
    public List<String> said() {
        return List.copyOf(ear.said);
    }

    @Override
    public void close() {
        logger.removeHandler(ear);
    }

    private static final class Ear extends Handler {

        private final List<String> said = new CopyOnWriteArrayList<>();

        Ear(Level least) {
            setLevel(least);
        }

        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                said.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
