package io.flotilla.capture;

/// Why the log alone did not prove what is new, so that pages had to be compared.
public enum Fall {
    FIRST_COPY("first copy"),
    NO_PLACE("no place in a log is known"),
    REPLACED("the file was replaced"),
    PAGE_SIZE("the page size changed"),
    BOOT("the machine was started anew"),
    COPIED_OVER("the database file was written, and not by a checkpoint"),
    LOG_GONE("the log is gone"),
    LOG_EMPTIED("the log was emptied"),
    LOG_SHORTER("the log is shorter than what was shipped"),
    FRAMES_LOST("frames below the position are not what they were"),
    LOG_RESTARTED("the log started over, and not exactly once"),
    RESTARTED_MEANWHILE("the log started over while it was read"),
    NO_OLD_FRAME("the log started over, and no frame of the old one tells of its end"),
    OLD_TAIL_GONE("the log started over, and the end of the old one is gone"),
    OLD_TAIL_CUT("the log started over, and the file ends within the old one"),
    NO_COUNT("the log started over, and no count of commits is known"),
    COUNT_DIFFERS("the log started over, and does not hold as many commits as were made"),
    PAGE_MISSING("the log lacks a page by which the database grew");

    private final String text;

    Fall(String text) {
        this.text = text;
    }

    /// In words.
    @Override
    public String toString() {
        return text;
    }
}
