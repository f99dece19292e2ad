@NullMarked
package io.flotilla.plugins.filesystem;

import org.jspecify.annotations.NullMarked;
