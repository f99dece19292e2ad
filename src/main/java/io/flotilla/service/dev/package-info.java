/// What dev mode runs: a demo fleet to look at while one works on Flotilla. In no other build are its classes beans.
@NullMarked
package io.flotilla.service.dev;

import org.jspecify.annotations.NullMarked;
