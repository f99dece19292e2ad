/// Build time of the extension.
@NullMarked
package io.flotilla.deployment;

import org.jspecify.annotations.NullMarked;
