/// Tests of dev mode.
@NullMarked
package io.flotilla.service.dev;

import org.jspecify.annotations.NullMarked;
