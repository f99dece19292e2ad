package io.flotilla.deployment;

import io.flotilla.wiring.FleetBeans;
import io.flotilla.wiring.FleetLifecycle;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/// Makes Flotilla a feature of the application that embeds it.
final class FlotillaProcessor {

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("flotilla");
    }

    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(FleetBeans.class, FleetLifecycle.class)
                .setUnremovable()
                .build();
    }
}
