@NullMarked
package io.flotilla.service.config;

import org.jspecify.annotations.NullMarked;
