package io.flotilla.service.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

/// Whether a process that writes has to stop: a byte arrived on its standard input, or the process that started it is
/// gone, for an orphan must not go on writing.
public final class StopSign implements BooleanSupplier {

    private final long parent = parent();

    @Override
    public boolean getAsBoolean() {
        try {
            return System.in.available() > 0 || parent() != parent;
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be asked whether to stop", e);
        }
    }

    /// The kernel gives an orphan another parent, so a number that changed says that the first one has
    /// ended.
    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
}
