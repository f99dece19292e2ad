/// Hot or cold, by the chosen policy, within a budget.
@NullMarked
package io.flotilla.tiering;

import org.jspecify.annotations.NullMarked;
