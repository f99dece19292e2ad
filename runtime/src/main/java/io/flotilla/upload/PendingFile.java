package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;

/// A captured file that is to be uploaded, and what the catalog keeps once the target has confirmed it.
///
/// `next` carries the moment before the upload as the moment of its acknowledgement; the step puts in the real
/// one.
public record PendingFile(ObjectKey replica, LtxHeader header, Payload payload, Advance next) {}
