package io.flotilla.catalog;

import io.flotilla.disk.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Why a database is in its state: a code for machines, and a text for people.
public record Why(ReasonCode code, String text) {

    /// There is nothing to say.
    public static final Why NOTHING = new Why(ReasonCode.NONE, "");

    /// A file of its could not be read.
    public static Why of(IOException failure) {
        ReasonCode code = switch (failure) {
            case AccessDeniedException denied -> ReasonCode.PERMISSION;
            case NoSuchFileException missing -> ReasonCode.FILE_GONE;
            default -> ReasonCode.READ_ERROR;
        };
        return new Why(code, Reason.withFile(failure));
    }

    /// The text, behind the code where there is one.
    @Override
    public String toString() {
        return code == ReasonCode.NONE ? text : code.code() + ": " + text;
    }
}
