/// The way of chosen databases as traces: from a write to the target's confirmation, told to a collector that speaks
/// OpenTelemetry's protocol. Nothing is loaded, made or kept where no database is chosen.
@NullMarked
package io.flotilla.service.trace;

import org.jspecify.annotations.NullMarked;
