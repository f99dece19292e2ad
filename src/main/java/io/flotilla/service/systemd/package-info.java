/// Tells the service manager that the program is ready, lives, and ends.
@NullMarked
package io.flotilla.service.systemd;

import org.jspecify.annotations.NullMarked;
