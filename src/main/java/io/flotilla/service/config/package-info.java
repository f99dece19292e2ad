/// Reads `flotilla.yml`, and `litestream.yml` as it is: what stands in a file, where, and what becomes of it.
@NullMarked
package io.flotilla.service.config;

import org.jspecify.annotations.NullMarked;
