package io.flotilla.plugins.s3;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetFactory;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;

/// Keeps replicas in a bucket through a client that an application has anyway, such as the one of its Quarkus S3
/// extension: where the store is, who asks, and how, is what that client was told. An application produces it as a
/// bean, and it takes the place of the factory for `s3://` URLs.
///
/// The client stays the application's: it is not closed with the target. Its requests are not told to
/// [Surroundings#requests()], for its interceptors are its own. It should not try again by itself, because the engine
/// does: a warning says so where it does.
public final class ClientTargetFactory implements TargetFactory {

    /// What the client knows, and a URL would say in vain.
    private static final Set<String> OF_THE_CLIENT = Set.of(
            "access-key-id",
            "ca-bundle",
            "connect-timeout",
            "endpoint",
            "force-path-style",
            "insecure",
            "profile",
            "region",
            "request-timeout",
            "require-content-md5",
            "secret-access-key",
            "session-token",
            "sign-payload",
            "skip-verify");

    private final S3Client client;

    /// @param client belongs to the caller, who closes it after the target
    public ClientTargetFactory(S3Client client) {
        this.client = client;
    }

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public ReplicaLayout layout() {
        return ReplicaLayout.HEXADECIMAL_LEVELS;
    }

    @Override
    public ReplicaTarget open(URI url, Settings settings) {
        return open(url, settings, Surroundings.NONE);
    }

    @Override
    public ReplicaTarget open(URI url, Settings settings, Surroundings surroundings) {
        S3Settings checked = SettingsReader.read(url, withClients(SettingNames.kebab(settings)), Map.of());
        if (!triesOnce()) {
            surroundings
                    .warnings()
                    .accept(checked.place() + ": the application's client tries several times by itself, and Flotilla "
                            + "tries again too: give it no retries");
        }
        return S3Target.through(client, checked, surroundings);
    }

    /// Who said nothing has a client that tries again.
    private boolean triesOnce() {
        ClientOverrideConfiguration said = client.serviceClientConfiguration().overrideConfiguration();
        return said.retryStrategy()
                .filter(retries -> retries.maxAttempts() == 1)
                .isPresent();
    }

    private Settings withClients(Settings settings) {
        var inVain = new TreeSet<>(settings.values().keySet());
        inVain.retainAll(OF_THE_CLIENT);
        if (!inVain.isEmpty()) {
            throw new IllegalArgumentException("The application's own client is used, and it was told already what "
                    + String.join(", ", inVain) + " would say: leave that out of the URL");
        }
        S3ServiceClientConfiguration known = client.serviceClientConfiguration();
        Map<String, String> values = new HashMap<>(settings.values());
        values.put("region", known.region().id());
        known.endpointOverride().ifPresent(endpoint -> {
            values.put("endpoint", endpoint.toString());
            values.put("insecure", "true");
        });
        return new Settings(values);
    }
}
