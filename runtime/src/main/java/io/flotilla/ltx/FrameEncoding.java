package io.flotilla.ltx;

/// How pages are packed into a file. Readers take both, in one file too.
public enum FrameEncoding {
    /// One raw LZ4 block. Litestream reads it from v0.5.16 on.
    BLOCK,
    /// One LZ4 frame. Every Litestream v0.5 reads it.
    LEGACY_FRAME
}
