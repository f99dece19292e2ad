package io.flotilla.plugins.s3;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The contract, at a store that one has: `-Dflotilla.s3.url='s3://bucket/prefix?endpoint=…'`. Keys come from the
/// environment. Each test gets a prefix of its own below that one, which stays.
@EnabledIfSystemProperty(named = "flotilla.s3.url", matches = ".+")
final class NamedStoreContractTest extends ReplicaTargetContract {

    @Override
    protected ReplicaTarget freshTarget() throws Exception {
        String[] parts = System.getProperty("flotilla.s3.url").split("\\?", 2);
        Map<String, String> settings = new HashMap<>();
        if (parts.length > 1) {
            for (String parameter : parts[1].split("&")) {
                String[] named = parameter.split("=", 2);
                settings.put(named[0], named[1]);
            }
        }
        return new S3TargetFactory()
                .open(
                        URI.create(parts[0] + "/" + UUID.randomUUID()),
                        new Settings(settings),
                        new Surroundings(Opened.THREADS, warning -> {}));
    }
}
