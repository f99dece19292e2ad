package io.flotilla.spi;

/// Makes policies of one kind. Found by [java.util.ServiceLoader]; has a public constructor without parameters.
public interface TierPolicyFactory {

    /// The name by which the configuration chooses this kind, for example `recency`. Unique among plug-ins.
    String type();

    /// Makes a policy of these settings.
    ///
    /// @throws IllegalArgumentException for an unknown or malformed setting; the text names it, and
    ///     the known ones
    TierPolicy create(Settings settings);
}
