/// What changed in a database since its last position, as one LTX file: a ladder of proofs.
@NullMarked
package io.flotilla.capture;

import org.jspecify.annotations.NullMarked;
