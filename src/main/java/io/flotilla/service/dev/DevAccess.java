package io.flotilla.service.dev;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.ConfigProvider;

/// Lets a browser look at the demo fleet: who brings no token gets the one of the role that only reads. Safe for
/// use by several threads.
@IfBuildProfile("dev")
@Singleton
final class DevAccess {

    /// Before the API asks for a token.
    private static final int BEFORE = 20_000;

    private static final String AUTHORIZATION = "Authorization";
    private static final String READS = "read ";

    private final AtomicReference<Optional<String>> token = new AtomicReference<>(Optional.empty());

    void register(@Observes Filters filters) {
        filters.register(this::lend, BEFORE);
    }

    private void lend(RoutingContext context) {
        boolean brings = context.request().headers().contains(AUTHORIZATION);
        token.get()
                .filter(lent -> !brings)
                .ifPresent(lent -> context.request().headers().set(AUTHORIZATION, "Bearer " + lent));
        context.next();
    }

    /// From now on the fleet with this state directory may be looked at.
    void open(Path state) throws IOException {
        token.set(Files.readAllLines(state.resolve("api-tokens")).stream()
                .filter(line -> line.startsWith(READS))
                .map(line -> line.substring(READS.length()))
                .findFirst());
    }

    /// Where, for people.
    String addresses() {
        String root = "http://127.0.0.1:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        return root + "/v1/fleet, /v1/databases, /v1/targets, /metrics, /dev-ui";
    }
}
