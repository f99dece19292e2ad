/// The control API against a real fleet.
@NullMarked
package io.flotilla.service.control;

import org.jspecify.annotations.NullMarked;
