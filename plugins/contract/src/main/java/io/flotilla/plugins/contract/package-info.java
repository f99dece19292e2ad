@NullMarked
package io.flotilla.plugins.contract;

import org.jspecify.annotations.NullMarked;
