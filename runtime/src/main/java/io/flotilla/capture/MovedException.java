package io.flotilla.capture;

/// The log or the database was written over while it was read. Where that happens again and again, a busy image is
/// the way.
final class MovedException extends UnsettledException {

    private static final long serialVersionUID = 1L;

    MovedException(String why) {
        super(why);
    }
}
