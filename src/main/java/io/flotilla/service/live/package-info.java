/// The fleets of this process, for those who show them to others.
@NullMarked
package io.flotilla.service.live;

import org.jspecify.annotations.NullMarked;
