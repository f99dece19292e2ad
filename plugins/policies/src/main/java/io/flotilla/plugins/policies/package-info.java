@NullMarked
package io.flotilla.plugins.policies;

import org.jspecify.annotations.NullMarked;
