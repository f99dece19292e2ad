/// What the commands ask of the engine: the fleet that a command line describes.
@NullMarked
package io.flotilla.service.engine;

import org.jspecify.annotations.NullMarked;
