/// What every plug-in passes, and what tests of the engine use in the place of a real target: the contracts as
/// tests, a target in memory, and a target that fails on request.
@NullMarked
package io.flotilla.plugins.contract;

import org.jspecify.annotations.NullMarked;
