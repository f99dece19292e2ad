package io.flotilla.plugins.s3;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.TargetFactory;
import java.net.URI;

/// Keeps replicas in a bucket of S3, or of a store that speaks its protocol: `s3://bucket/prefix`.
///
/// The settings and what the environment says are those of [SettingsReader]. Nothing is asked of the store when a
/// target is opened. This class names nothing of the AWS SDK, so that a program that opens no such target loads none
/// of it.
public final class S3TargetFactory implements TargetFactory {

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public ReplicaLayout layout() {
        return ReplicaLayout.HEXADECIMAL_LEVELS;
    }

    /// One request at a time.
    @Override
    public ReplicaTarget open(URI url, Settings settings) throws TargetException {
        return open(url, settings, Surroundings.NONE);
    }

    @Override
    public ReplicaTarget open(URI url, Settings settings, Surroundings surroundings) throws TargetException {
        S3Settings checked = SettingsReader.read(url, settings, System.getenv());
        if (!checked.connection().trust().verify()) {
            surroundings
                    .warnings()
                    .accept(checked.place() + " is opened with 'skip-verify': whoever is on the way can pretend to "
                            + "be the store, and read and change everything");
        }
        return S3Target.open(checked, surroundings.executor());
    }
}
