/// What a service manager hears.
@NullMarked
package io.flotilla.service.systemd;

import org.jspecify.annotations.NullMarked;
