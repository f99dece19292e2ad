package io.flotilla.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/// Makes Flotilla a feature of the application that embeds it.
final class FlotillaProcessor {

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("flotilla");
    }
}
