/// The LTX file format of Litestream v0.5: read, write, verify, merge. Bounded memory whatever the input says;
/// every malformed file ends in one typed exception.
@NullMarked
package io.flotilla.ltx;

import org.jspecify.annotations.NullMarked;
