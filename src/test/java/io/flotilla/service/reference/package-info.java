/// The page that shows every setting, made of what the code says.
@NullMarked
package io.flotilla.service.reference;

import org.jspecify.annotations.NullMarked;
