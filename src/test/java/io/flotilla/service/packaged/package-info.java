/// Programs as a user starts them: the packaged one, and others that take its place or work beside it.
@NullMarked
package io.flotilla.service.packaged;

import org.jspecify.annotations.NullMarked;
