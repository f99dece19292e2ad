@NullMarked
package io.flotilla.service.demo;

import org.jspecify.annotations.NullMarked;
