@NullMarked
package io.flotilla.service.verification;

import org.jspecify.annotations.NullMarked;
