/// Captured files to the target, in order, then the position.
@NullMarked
package io.flotilla.upload;

import org.jspecify.annotations.NullMarked;
