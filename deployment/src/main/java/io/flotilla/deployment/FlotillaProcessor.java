package io.flotilla.deployment;

import io.flotilla.spi.TargetFactory;
import io.flotilla.spi.TierPolicyFactory;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ExtensionSslNativeSupportBuildItem;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.IndexDependencyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ServiceProviderBuildItem;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.function.Supplier;

/// Makes Flotilla a feature of the application that embeds it.
final class FlotillaProcessor {

    private static final String FEATURE = "flotilla";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem(FEATURE);
    }

    /// Beans and configuration of the engine are found by their annotations, as those of the application are.
    @BuildStep
    IndexDependencyBuildItem engine() {
        return new IndexDependencyBuildItem("io.flotilla", "flotilla");
    }

    /// Targets in a network are spoken to through TLS.
    @BuildStep
    ExtensionSslNativeSupportBuildItem encryption() {
        return new ExtensionSslNativeSupportBuildItem(FEATURE);
    }

    /// Without a target there is nowhere to put a replica, so such an application is not built at all.
    @BuildStep
    void targets(BuildProducer<ServiceProviderBuildItem> providers, BuildProducer<ValidationErrorBuildItem> errors) {
        register(
                () -> PlugIns.of(TargetFactory.class, TargetFactory::scheme)
                        .provider(
                                "Flotilla has no target to put replicas on: add a plug-in with a TargetFactory to the "
                                        + "dependencies, for example io.flotilla:flotilla-plugin-filesystem"),
                providers,
                errors);
    }

    @BuildStep
    void policies(BuildProducer<ServiceProviderBuildItem> providers, BuildProducer<ValidationErrorBuildItem> errors) {
        register(
                () -> PlugIns.of(TierPolicyFactory.class, TierPolicyFactory::type)
                        .provider("Flotilla has no policy to tell hot databases from cold ones: add a plug-in with a "
                                + "TierPolicyFactory to the dependencies, for example "
                                + "io.flotilla:flotilla-plugin-policies"),
                providers,
                errors);
    }

    /// Steps that only produce something for native images are left out of other builds; errors are always waited
    /// for.
    private static void register(
            Supplier<ServiceProviderBuildItem> plugIns,
            BuildProducer<ServiceProviderBuildItem> providers,
            BuildProducer<ValidationErrorBuildItem> errors) {
        try {
            providers.produce(plugIns.get());
        } catch (ConfigurationException unfit) {
            errors.produce(new ValidationErrorBuildItem(unfit));
        }
    }

    /// The library's factories find these by their names: LZ4Factory and XXHashFactory, "JavaSafe".
    @BuildStep
    ReflectiveClassBuildItem compression() {
        return ReflectiveClassBuildItem.builder(
                        "net.jpountz.lz4.LZ4JavaSafeCompressor",
                        "net.jpountz.lz4.LZ4HCJavaSafeCompressor",
                        "net.jpountz.lz4.LZ4JavaSafeFastDecompressor",
                        "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor",
                        "net.jpountz.xxhash.XXHash32JavaSafe",
                        "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory",
                        "net.jpountz.xxhash.XXHash64JavaSafe",
                        "net.jpountz.xxhash.StreamingXXHash64JavaSafe$Factory")
                .constructors()
                .fields()
                .reason("looked up by the factories of lz4-java")
                .build();
    }
}
