package io.flotilla.service.api;

import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// Notes in the log who asked for what changes something: one line each, `audit action=… …`.
@Singleton
public final class Audit {

    /// Of its lines in the log.
    static final String CATEGORY = "io.flotilla.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    /// Notes one thing that was asked for.
    ///
    /// @param what for example `restore`
    /// @param of to what; it is quoted, so that it stays on its line
    public void note(String what, Object of) {
        LOG.infof("audit action=%s of=%s", what, quoted(String.valueOf(of)));
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> {
            if (c < ' ' || c == 127) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
