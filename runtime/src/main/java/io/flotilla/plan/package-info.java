/// Which files of a replica together are a database as of some moment: pure functions of a listing.
@NullMarked
package io.flotilla.plan;

import org.jspecify.annotations.NullMarked;
