/// Proves that replicas can be restored, by restoring them: when somebody asks, and by the clock.
@NullMarked
package io.flotilla.service.verification;

import org.jspecify.annotations.NullMarked;
