/// The fleet of this process, for those who show it to others.
@NullMarked
package io.flotilla.service.live;

import org.jspecify.annotations.NullMarked;
