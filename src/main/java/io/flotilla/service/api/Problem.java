package io.flotilla.service.api;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What went wrong, as RFC 9457 has it.
///
/// @param type a name for the kind of problem that stays; `about:blank` where the status says everything
/// @param title the same for each problem of the type
/// @param detail what exactly, and what to do
@Schema(
        name = "Problem",
        description = "What went wrong (RFC 9457)",
        examples =
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is no database 7\"}")
public record Problem(String type, String title, int status, String detail) {

    /// Of this media type is every answer that says what went wrong.
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail);
    }

    /// Answers with it, beside the headers that are there.
    void send(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .end(new JsonObject()
                        .put("type", type)
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail)
                        .encode());
    }
}
