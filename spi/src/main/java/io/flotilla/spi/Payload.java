package io.flotilla.spi;

import java.io.IOException;
import java.io.InputStream;

/// The content of an object about to be put.
///
/// It can be opened any number of times and gives the same bytes each time, so a retry needs no trick. Safe for
/// use by several threads.
public interface Payload {

    /// The number of bytes that each opened stream gives.
    long size();

    /// A new stream from the first byte. The caller closes it.
    InputStream open() throws IOException;
}
