package io.flotilla.service.api;

import io.flotilla.service.live.Shown;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Lets in who may come in, before anything else looks at a request: the right host, a token whose role
/// suffices, and not too many. Safe for use by several threads.
@Singleton
final class Access {

    /// Before everything else.
    static final int FIRST = 10_000;

    private static final String BEARER = "Bearer ";

    /// Of use to who has no token, and without anything that is not for everyone.
    private static final Set<String> OPEN = Set.of("/health/live", "/health/ready", "/health/started");

    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final AtomicReference<Optional<Tokens>> tokens = new AtomicReference<>(Optional.empty());
    private final RequestRate requests = new RequestRate(200, 400, System::nanoTime);

    /// Guessing is slow.
    private final RequestRate strangers = new RequestRate(5, 20, System::nanoTime);

    private final List<String> hosts;

    Access(@ConfigProperty(name = "flotilla.api.hosts") Optional<List<String>> hosts) {
        this.hosts = hosts.orElse(List.of());
    }

    /// The tokens of the first begin stay, whatever the fleets become.
    void begin(@Observes Shown shown) {
        if (tokens.get().isPresent()) {
            return;
        }
        try {
            tokens.set(Optional.of(Tokens.open(shown.state(), new SecureRandom())));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        Optional<Problem> objection = objection(context);
        if (objection.isEmpty()) {
            context.response().putHeader("X-Content-Type-Options", "nosniff");
            context.response().putHeader("Cache-Control", "no-store");
            context.next();
            return;
        }
        Problem problem = objection.get();
        if (problem.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.status() == 429 || problem.status() == 503) {
            context.response().putHeader("Retry-After", "1");
        }
        problem.send(context.response());
    }

    private Optional<Problem> objection(RoutingContext context) {
        if (!isHost(
                context.request().authority() == null
                        ? ""
                        : context.request().authority().host())) {
            return refused(421, "Misdirected Request", "This host name is not served here (flotilla.api.hosts)");
        }
        if (!requests.pass()) {
            return refused(429, "Too Many Requests", "More than 200 requests a second");
        }
        return OPEN.contains(context.normalizedPath()) ? Optional.empty() : objection(context, needed(context));
    }

    private Optional<Problem> objection(RoutingContext context, Role needed) {
        Optional<Tokens> known = tokens.get();
        if (known.isEmpty()) {
            return refused(503, "Service Unavailable", "The fleets are not there yet, or end");
        }
        String header = Optional.ofNullable(context.request().getHeader("Authorization"))
                .orElse("");
        Optional<Role> role = header.startsWith(BEARER)
                ? known.get().role(header.substring(BEARER.length()).strip())
                : Optional.empty();
        if (role.isEmpty()) {
            return strangers.pass()
                    ? refused(
                            401,
                            "Unauthorized",
                            "A token is needed: Authorization: Bearer TOKEN, from the file " + Tokens.FILE
                                    + " in the state directory")
                    : refused(429, "Too Many Requests", "Too many requests without a valid token");
        }
        return role.get().includes(needed)
                ? Optional.empty()
                : refused(
                        403,
                        "Forbidden",
                        "The role " + role.get().text() + " may not do this; " + needed.text() + " may");
    }

    private static Role needed(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS)) {
            return Role.READ;
        }
        return context.normalizedPath().startsWith("/v1/jobs") ? Role.RESTORE : Role.OPERATE;
    }

    private boolean isHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return HOSTS.contains(name) || HOSTS.contains("[" + name + "]") || hosts.contains(name);
    }

    private static Optional<Problem> refused(int status, String title, String detail) {
        return Optional.of(Problem.of(status, title, detail));
    }
}
