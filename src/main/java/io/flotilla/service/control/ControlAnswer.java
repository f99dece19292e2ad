package io.flotilla.service.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;

/// An answer: how it went, and its JSON, which is written piece by piece because a list may be long.
record ControlAnswer(HttpResponseStatus status, Body body) {

    /// Writes one JSON value.
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /// Writes the fields of one JSON object.
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /// An answer to what was done.
    static ControlAnswer of(Fields fields) {
        return new ControlAnswer(HttpResponseStatus.OK, object(fields));
    }

    /// Litestream's form of an error.
    static ControlAnswer error(HttpResponseStatus status, String message, String details) {
        return new ControlAnswer(status, object(json -> {
            json.writeStringField("error", message);
            if (!details.isEmpty()) {
                json.writeStringField("details", details);
            }
        }));
    }

    private static Body object(Fields fields) {
        return json -> {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        };
    }
}
