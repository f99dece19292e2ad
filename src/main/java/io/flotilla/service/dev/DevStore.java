package io.flotilla.service.dev;

import io.flotilla.store.TargetUrl;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Finds a store for the replicas of the demo fleet: the LocalStack that Dev Services started, else one that
/// somebody started, else a directory.
@IfBuildProfile("dev")
@Singleton
final class DevStore {

    /// Both Dev Services and this class make it.
    private static final String BUCKET = "flotilla";

    private static final int CONNECT_MILLIS = 2000;

    /// LocalStack makes its S3 when it is asked the first time.
    private static final int ANSWER_MILLIS = 60_000;

    private final Optional<String> started;
    private final String known;

    /// @param started the endpoint that Dev Services tell of
    /// @param known where `./flotilla localstack` listens
    DevStore(
            @ConfigProperty(name = "quarkus.s3.endpoint-override") Optional<String> started,
            @ConfigProperty(name = "flotilla.dev.localstack", defaultValue = "http://127.0.0.1:4566") String known) {
        this.started = started;
        this.known = known;
    }

    /// What was found.
    ///
    /// @param how in words, for people
    record Found(TargetUrl target, String how) {}

    /// @param prefix below which nobody has put anything: another fleet's replicas would be a stranger's
    /// @param directory the way out
    Found find(String prefix, Path directory) {
        if (started.isPresent()) {
            return new Found(url(prefix, started.get()), "Dev Services started a LocalStack at " + started.get());
        }
        try {
            makeBucket();
            return new Found(url(prefix, known), "LocalStack answers at " + known);
        } catch (IOException notThere) {
            return new Found(
                    TargetUrl.parse(directory.toString()),
                    "there is no S3: neither Docker, with which Dev Services start one, nor a LocalStack at " + known
                            + " (" + notThere.getMessage() + "). Start './flotilla localstack' and then this again");
        }
    }

    /// LocalStack takes any keys, and requests without.
    private static TargetUrl url(String prefix, String endpoint) {
        return TargetUrl.parse("s3://" + BUCKET + "/" + prefix + "?endpoint=" + endpoint
                + "&region=us-east-1&insecure=true&access-key-id=test&secret-access-key=test");
    }

    private void makeBucket() throws IOException {
        var asked = (HttpURLConnection) URI.create(known + "/" + BUCKET).toURL().openConnection();
        asked.setConnectTimeout(CONNECT_MILLIS);
        asked.setReadTimeout(ANSWER_MILLIS);
        asked.setRequestMethod("PUT");
        int status = asked.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("HTTP " + status + " to PUT /" + BUCKET);
        }
    }
}
