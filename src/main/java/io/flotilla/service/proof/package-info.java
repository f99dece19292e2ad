/// Asks SQLite about databases that were restored.
@NullMarked
package io.flotilla.service.proof;

import org.jspecify.annotations.NullMarked;
