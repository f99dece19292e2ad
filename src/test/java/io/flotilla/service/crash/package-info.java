/// The crash campaign: the packaged program, killed at random moments, must still lose nothing.
@NullMarked
package io.flotilla.service.crash;

import org.jspecify.annotations.NullMarked;
