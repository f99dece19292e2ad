/// What a fleet asks of a bucket over time, counted at the server, and what it makes of a bucket that is away. Long
/// runs, by system property.
@NullMarked
package io.flotilla.service.bucket;

import org.jspecify.annotations.NullMarked;
