/// All databases as one: whose turn it is, how many at once, who waits after a failure. The only place with
/// threads.
@NullMarked
package io.flotilla.fleet;

import org.jspecify.annotations.NullMarked;
