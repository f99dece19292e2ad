/// What is known of each database: path, identity, position, tier, page hashes. A cache that may be deleted at
/// any time; compact in memory, durable in an embedded SQLite file of our own.
@NullMarked
package io.flotilla.catalog;

import org.jspecify.annotations.NullMarked;
