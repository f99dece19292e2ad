/// The command line.
@NullMarked
package io.flotilla.service.cli;

import org.jspecify.annotations.NullMarked;
