package io.flotilla.plugins.s3;

import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Opens targets as the engine does, with parameters of the URL as settings.
final class Opened {

    static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private Opened() {}

    static Map<String, String> settings(int port) {
        return new HashMap<>(Map.of(
                "endpoint",
                "http://127.0.0.1:" + port,
                "region",
                "us-east-1",
                "access-key-id",
                S3Server.ACCESS_KEY,
                "secret-access-key",
                S3Server.SECRET_KEY));
    }

    /// With these settings beside or instead of the usual ones: name, value, name, value.
    static ReplicaTarget target(String place, int port, String... others) throws TargetException {
        Map<String, String> settings = settings(port);
        for (int i = 0; i < others.length; i += 2) {
            settings.put(others[i], others[i + 1]);
        }
        return new S3TargetFactory()
                .open(URI.create("s3://" + place), new Settings(settings), new Surroundings(THREADS, text -> {}));
    }
}
