/// Traces of the packaged program, as a collector gets them.
@NullMarked
package io.flotilla.service.trace;

import org.jspecify.annotations.NullMarked;
