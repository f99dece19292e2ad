/// The policies that come with Flotilla: how eagerly a database is served.
@NullMarked
package io.flotilla.plugins.policies;

import org.jspecify.annotations.NullMarked;
