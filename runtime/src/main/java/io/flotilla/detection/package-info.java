/// Notices that a known database was written, came or went.
@NullMarked
package io.flotilla.detection;

import org.jspecify.annotations.NullMarked;
