/// That the packaged program only ever reads the databases of others, by what the kernel saw of it.
@NullMarked
package io.flotilla.service.observe;

import org.jspecify.annotations.NullMarked;
