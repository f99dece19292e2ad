/// What a fleet asks of its store, and what that costs.
@NullMarked
package io.flotilla.service.bill;

import org.jspecify.annotations.NullMarked;
