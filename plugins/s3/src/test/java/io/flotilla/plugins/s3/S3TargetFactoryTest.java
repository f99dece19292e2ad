package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetFactory;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class S3TargetFactoryTest {

    @Test
    void isFoundByItsScheme() {
        assertThat(ServiceLoader.load(TargetFactory.class))
                .filteredOn(found -> found.scheme().equals("s3"))
                .singleElement()
                .isInstanceOfSatisfying(
                        S3TargetFactory.class,
                        found -> assertThat(found.layout()).isEqualTo(ReplicaLayout.HEXADECIMAL_LEVELS));
    }

    @Test
    void warnsOfACertificateThatNobodyChecks() throws IOException {
        List<String> warnings = new ArrayList<>();
        Map<String, String> settings = Map.of(
                "skip-verify", "true", "access-key-id", "id", "secret-access-key", "canary", "region", "eu-west-1");

        try (ReplicaTarget target = new S3TargetFactory()
                .open(
                        URI.create("s3://bucket/prefix"),
                        new Settings(settings),
                        new Surroundings(Runnable::run, warnings::add))) {
            assertThat(target).isNotNull();
        }
        assertThat(warnings)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .startsWith("s3://bucket/prefix is opened with 'skip-verify'")
                        .doesNotContain("canary"));
    }
}
