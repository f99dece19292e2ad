/// What others hear of the packaged program without asking.
@NullMarked
package io.flotilla.service.signal;

import org.jspecify.annotations.NullMarked;
