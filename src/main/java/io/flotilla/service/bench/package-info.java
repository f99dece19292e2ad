/// The benchmark of `flotilla bench fleet`: figures of a large fleet, with the bars they are held against.
@NullMarked
package io.flotilla.service.bench;

import org.jspecify.annotations.NullMarked;
