package io.flotilla.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetFactory;
import io.quarkus.test.QuarkusUnitTest;
import java.net.URI;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TwoTargetsOfOneSchemeTest {

    /// A target for a scheme of its own.
    public static class Tape implements TargetFactory {
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
            throw new UnsupportedOperationException();
        }
    }

    /// Another one for the same scheme.
    public static final class OtherTape extends Tape {}

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Tape.class, OtherTape.class)
                    .addAsResource(
                            new StringAsset(Tape.class.getName() + "\n" + OtherTape.class.getName()),
                            "META-INF/services/" + TargetFactory.class.getName()))
            .assertException(failure -> assertThat(failure)
                    .hasStackTraceContaining("Two plug-ins of Flotilla are named 'tape'")
                    .hasStackTraceContaining("Remove one of them"));

    @Test
    void failTheBuild() {
        fail("An application with two plug-ins for tape:// was built");
    }
}
