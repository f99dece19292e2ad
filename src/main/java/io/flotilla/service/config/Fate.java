package io.flotilla.service.config;

/// What becomes of a key of Litestream's.
enum Fate {

    /// It means what it means there.
    SAME("the same"),

    /// It is read, and changes nothing, because there is nothing that it could change.
    NO_EFFECT("accepted, no effect"),

    /// It is read, and does nothing yet.
    LATER("accepted, does nothing yet"),

    /// It is an error.
    REFUSED("refused");

    private final String text;

    Fate(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
