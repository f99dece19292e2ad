/// Makes many databases of one: each file appears whole or not at all, and none that is there is touched.
@NullMarked
package io.flotilla.creation;

import org.jspecify.annotations.NullMarked;
