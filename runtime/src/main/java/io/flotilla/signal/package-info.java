/// Tells others, over HTTP, how fleets fare: a heartbeat while everything is protected, a message when that changes.
@NullMarked
package io.flotilla.signal;

import org.jspecify.annotations.NullMarked;
