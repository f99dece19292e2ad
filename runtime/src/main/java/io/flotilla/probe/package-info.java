/// Tries out with objects of its own whether a target keeps what it promises, and says what a fleet would cost there.
@NullMarked
package io.flotilla.probe;

import org.jspecify.annotations.NullMarked;
