package io.flotilla.deployment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetFactory;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import io.quarkus.test.QuarkusUnitTest;
import java.net.URI;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddingApplicationTest {

    /// A target of the application's own.
    public static final class Tape implements TargetFactory {
        @Override
        public String scheme() {
            return "tape";
        }

        @Override
        public ReplicaLayout layout() {
            return ReplicaLayout.LTX_FOLDER;
        }

        @Override
        public ReplicaTarget open(URI url, Settings settings) {
            throw new IllegalArgumentException("no tape in the drive");
        }
    }

    /// A policy of the application's own.
    public static final class Lazy implements TierPolicyFactory {
        @Override
        public String type() {
            return "lazy";
        }

        @Override
        public TierPolicy create(Settings settings) {
            throw new UnsupportedOperationException();
        }
    }

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Tape.class, Lazy.class)
                    .addAsResource(
                            new StringAsset(Tape.class.getName()), "META-INF/services/" + TargetFactory.class.getName())
                    .addAsResource(
                            new StringAsset(Lazy.class.getName()),
                            "META-INF/services/" + TierPolicyFactory.class.getName()));

    @Test
    void bringsItsOwnTargets() {
        assertThatThrownBy(() -> Targets.installed().open(TargetUrl.parse("tape://1")))
                .hasMessage("no tape in the drive");
    }
}
