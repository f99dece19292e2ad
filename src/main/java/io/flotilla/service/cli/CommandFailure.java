package io.flotilla.service.cli;

/// A command did not do what it was asked for. The message says what, where and why; `wayOut` what to try,
/// empty where nothing is known to help.
class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String wayOut;

    CommandFailure(String message, String wayOut) {
        super(message);
        this.wayOut = wayOut;
    }

    CommandFailure(String message, String wayOut, Throwable cause) {
        super(message, cause);
        this.wayOut = wayOut;
    }

    String wayOut() {
        return wayOut;
    }
}
