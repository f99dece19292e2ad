package io.flotilla.catalog;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/// The 64-bit hash by which two states of a page are told apart: XXH3 with the seed of the catalog, so that
/// nobody outside can construct two pages that look the same. Immutable.
public final class PageHasher {

    private final Hasher64 hasher;

    public PageHasher(long seed) {
        this.hasher = Hashing.xxh3_64(seed);
    }

    /// The hash of some bytes, which are one page.
    public long hash(byte[] bytes, int offset, int length) {
        return hasher.hashBytesToLong(bytes, offset, length);
    }
}
