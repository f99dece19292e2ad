/// Whether the program lives, is ready, and how its fleet fares.
@NullMarked
package io.flotilla.service.health;

import org.jspecify.annotations.NullMarked;
