/// The engine, killed at each of its system calls and refused each of them: what was acknowledged must still be
/// restored.
@NullMarked
package io.flotilla.crash;

import org.jspecify.annotations.NullMarked;
