package io.flotilla.ltx;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The pages of an LTX file, in ascending order, one at a time. For use by one thread at a time.
///
/// Only when [#next()] has returned false is the whole content known to be sound: whoever makes something of the
/// pages keeps it aside until then.
public interface PageStream extends Closeable {

    LtxHeader header();

    /// Goes to the next page; false when there is none and everything has been verified. After an exception the
    /// stream is of no further use.
    ///
    /// @throws LtxException when the content breaks the format
    /// @throws IOException when the bytes could not be had
    boolean next() throws IOException;

    /// The number of the current page, from 1. Legal only after [#next()] has returned true.
    int pageNumber();

    /// The current page: read-only, position 0, limit the page size, valid until the next call of [#next()].
    /// Legal only after [#next()] has returned true.
    ByteBuffer page();

    /// Closes what the pages come from, read to the end or not.
    @Override
    void close() throws IOException;
}
