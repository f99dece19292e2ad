/// Finds the databases under the configured directories.
@NullMarked
package io.flotilla.discovery;

import org.jspecify.annotations.NullMarked;
