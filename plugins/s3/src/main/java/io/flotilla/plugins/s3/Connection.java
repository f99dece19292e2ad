package io.flotilla.plugins.s3;

import java.time.Duration;

/// Where the store answers, and how it is spoken to.
///
/// @param endpoint a URL; empty for AWS itself
/// @param region empty where nobody said it
/// @param pathStyle the bucket in the path instead of the host's name
/// @param trust whose certificates are believed
/// @param connectTimeout for a connection
/// @param requestTimeout for a whole request and its answer; of a read, until the content begins and between any two
///     of its packets
record Connection(
        String endpoint,
        String region,
        boolean pathStyle,
        Trust trust,
        Duration connectTimeout,
        Duration requestTimeout) {

    /// Whose certificates are believed.
    ///
    /// @param caBundle a file of certificates in PEM; empty for those of the JDK
    /// @param verify whether anybody's is checked at all
    record Trust(String caBundle, boolean verify) {}

    boolean isEncrypted() {
        return !endpoint.startsWith("http://");
    }
}
