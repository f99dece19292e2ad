/// Keeps replicas in a bucket of S3, or of a store that speaks its protocol.
@NullMarked
package io.flotilla.plugins.s3;

import org.jspecify.annotations.NullMarked;
