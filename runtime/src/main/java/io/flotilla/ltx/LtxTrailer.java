package io.flotilla.ltx;

/// The end of a file: the checksum of the database once the file is applied, 0 where it is not tracked, and the
/// checksum of the file itself.
public record LtxTrailer(long postApplyChecksum, long fileChecksum) {

    static final int BYTES = 16;

    /// Every checksum has this bit set, so that none is ever 0.
    static final long CHECKSUM_BIT = 1L << 63;

    /// @throws IllegalArgumentException when a checksum lacks its top bit
    public LtxTrailer {
        if (postApplyChecksum > 0) {
            throw new IllegalArgumentException("post-apply checksum " + Crc64.hex(postApplyChecksum) + " lacks bit 63");
        }
        if (fileChecksum >= 0) {
            throw new IllegalArgumentException("file checksum " + Crc64.hex(fileChecksum) + " lacks bit 63");
        }
    }
}
