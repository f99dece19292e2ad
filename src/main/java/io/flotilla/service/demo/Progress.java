package io.flotilla.service.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Tells a person what is going on. Used by one thread.
public interface Progress {

    /// A new step has begun.
    void step(String text);

    /// Where the step stands now; may be called as often as wanted.
    void update(String text);

    /// Nothing more comes; the next output starts on a line of its own.
    void end();

    /// For a terminal: one line a step, rewritten while the step goes on.
    static Progress rewriting(PrintStream out) {
        return new Progress() {
            private int width;

            @Override
            public void step(String text) {
                end();
                update(text);
            }

            @Override
            public void update(String text) {
                out.print('\r' + text + " ".repeat(Math.max(0, width - text.length())));
                out.flush();
                width = text.length();
            }

            @Override
            public void end() {
                if (width > 0) {
                    out.println();
                }
                width = 0;
            }
        };
    }

    /// For a file or a pipe: a line a step, and one every few seconds while it goes on.
    static Progress lines(PrintStream out, Duration between, InstantSource clock) {
        return new Progress() {
            private Instant next = Instant.MIN;

            @Override
            public void step(String text) {
                out.println(text);
                next = clock.instant().plus(between);
            }

            @Override
            public void update(String text) {
                if (!clock.instant().isBefore(next)) {
                    step(text);
                }
            }

            @Override
            public void end() {
                out.flush();
            }
        };
    }
}
