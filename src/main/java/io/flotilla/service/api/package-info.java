/// What is asked of a running fleet over HTTP.
@NullMarked
package io.flotilla.service.api;

import org.jspecify.annotations.NullMarked;
