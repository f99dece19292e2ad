package io.flotilla.plugins.s3;

/// How objects are written.
///
/// @param storageClass the store's word for it; empty for its usual one
/// @param digest what the store is told of a content
/// @param signPayload whether the signature covers the content
/// @param md5OfDeletes whether a batch of deletes carries `Content-MD5`
/// @param partBytes what is larger goes up in parts of this size
/// @param parts of one object at a time
/// @param puts of one batch at a time
record Writing(
        String storageClass,
        Encryption encryption,
        Digest.Kind digest,
        boolean signPayload,
        boolean md5OfDeletes,
        long partBytes,
        int parts,
        int puts) {

    static final long LEAST_PART = 5L * 1024 * 1024;

    private static final long MOST_PARTS = 10_000;

    Writing {
        if (partBytes < LEAST_PART) {
            throw new IllegalArgumentException("'part-size' is at least 5 MiB: " + partBytes);
        }
        if (parts < 1 || puts < 1) {
            throw new IllegalArgumentException("'concurrency' and 'parallel-puts' are at least 1");
        }
    }

    /// The size of a part of an object of this size, of which there are at most 10,000.
    long partBytes(long size) {
        return Math.max(partBytes, Math.ceilDiv(size, MOST_PARTS));
    }
}
