package io.flotilla.service.control;

import io.netty.handler.codec.http.HttpResponseStatus;

/// What was asked for is not done. The message says what and why; `details` what to try, empty where nothing is known.
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;
    private final String details;

    Refused(HttpResponseStatus status, String message, String details) {
        super(message);
        this.status = status;
        this.details = details;
    }

    static Refused badRequest(String message) {
        return new Refused(HttpResponseStatus.BAD_REQUEST, message, "");
    }

    ControlAnswer answer() {
        return ControlAnswer.error(status, String.valueOf(getMessage()), details);
    }
}
