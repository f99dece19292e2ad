/// Makes beans of the engine: configuration, producers. The only engine package that knows Quarkus.
@NullMarked
package io.flotilla.wiring;

import org.jspecify.annotations.NullMarked;
