package io.flotilla.service.api;

import jakarta.ws.rs.core.Response.Status;

/// A request cannot be served, and the text says why.
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status status;

    Refusal(Status status, String detail) {
        super(detail);
        this.status = status;
    }

    static Refusal badRequest(String detail) {
        return new Refusal(Status.BAD_REQUEST, detail);
    }

    static Refusal notFound(String detail) {
        return new Refusal(Status.NOT_FOUND, detail);
    }

    Problem problem() {
        return Problem.of(status.getStatusCode(), status.getReasonPhrase(), String.valueOf(getMessage()));
    }
}
