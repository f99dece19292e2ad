/// What Prometheus is told.
@NullMarked
package io.flotilla.service.metrics;

import org.jspecify.annotations.NullMarked;
