/// Tests of what a fleet asks of its store.
@NullMarked
package io.flotilla.service.bill;

import org.jspecify.annotations.NullMarked;
