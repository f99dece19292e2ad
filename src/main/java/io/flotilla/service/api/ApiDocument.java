package io.flotilla.service.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/// `/openapi`: the document as the build wrote it, in YAML or JSON. Quarkus would read it into objects and write it in
/// both forms at each start, for half a second of processor time, whether anybody asks for it or not. Safe for use by
/// several threads.
@Singleton
final class ApiDocument {

    private static final String PATH = "/openapi";
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private enum Form {
        YAML,
        JSON;

        private String type() {
            return "application/" + name().toLowerCase(Locale.ROOT);
        }

        private static Form of(HttpServerRequest request) {
            String accepted = Optional.ofNullable(request.getHeader("Accept")).orElse("");
            String format = Optional.ofNullable(request.getParam("format")).orElse("");
            return accepted.contains(JSON.type()) || format.equalsIgnoreCase(JSON.name()) ? JSON : YAML;
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::answer, Access.FIRST - 1);
    }

    private void answer(RoutingContext context) {
        if (!context.normalizedPath().equals(PATH)) {
            context.next();
            return;
        }
        HttpMethod method = context.request().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            context.response().putHeader("Allow", METHODS).end();
        } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            send(context, Form.of(context.request()));
        } else {
            context.response().putHeader("Allow", METHODS);
            Problem.of(405, "Method Not Allowed", "The document can only be read")
                    .send(context.response());
        }
    }

    /// In dev mode it is made anew with each change, and Quarkus has it.
    private static void send(RoutingContext context, Form form) {
        try (InputStream document =
                ApiDocument.class.getResourceAsStream("/META-INF/quarkus-generated-openapi-doc." + form)) {
            if (document == null) {
                context.next();
                return;
            }
            context.response()
                    .putHeader("Content-Type", form.type() + ";charset=UTF-8")
                    .end(Buffer.buffer(document.readAllBytes()));
        } catch (IOException unreadable) {
            context.fail(unreadable);
        }
    }
}
