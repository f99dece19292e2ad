/// Flotilla and Litestream read, and continue, what the other has written.
@NullMarked
package io.flotilla.service.interop;

import org.jspecify.annotations.NullMarked;
