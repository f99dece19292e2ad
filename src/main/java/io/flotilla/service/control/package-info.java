/// Litestream's control API: HTTP over a Unix domain socket, for those on this machine who may open its file.
@NullMarked
package io.flotilla.service.control;

import org.jspecify.annotations.NullMarked;
