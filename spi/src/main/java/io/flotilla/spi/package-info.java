/// What a plug-in author implements: where replicas are kept ([ReplicaTarget]) and how eagerly a database is
/// served ([TierPolicy]).
///
/// Both are found with [java.util.ServiceLoader] through a factory that names its type and turns a settings map
/// into a checked record. This package knows the JDK and the JSpecify annotations, nothing else.
@NullMarked
package io.flotilla.spi;

import org.jspecify.annotations.NullMarked;
