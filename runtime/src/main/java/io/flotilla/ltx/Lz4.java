package io.flotilla.ltx;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/// LZ4 blocks, by the variant of the library that is plain, bounds-checked Java: no native code, no `Unsafe`.
final class Lz4 {

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.safeInstance().safeDecompressor();
    private static final XXHash32 HASH = XXHashFactory.safeInstance().hash32();

    private Lz4() {}

    /// What a page becomes at most.
    static int maxBlockBytes(int pageSize) {
        return pageSize + pageSize / 255 + 16;
    }

    /// Packs the whole source and gives the length of the block.
    static int compress(byte[] source, byte[] into, int from) {
        return COMPRESSOR.compress(source, 0, source.length, into, from, into.length - from);
    }

    /// Unpacks a block behind `from` and gives how many bytes came out, which always fit.
    ///
    /// @throws IllegalArgumentException when the block is broken or holds more
    static int decompress(byte[] block, int length, byte[] into, int from) {
        try {
            return DECOMPRESSOR.decompress(block, 0, length, into, from, into.length - from);
        } catch (LZ4Exception | IndexOutOfBoundsException broken) {
            throw new IllegalArgumentException("LZ4 block is broken", broken);
        }
    }

    /// The xxHash32 that ends an LZ4 frame.
    static int hash(byte[] content) {
        return HASH.hash(content, 0, content.length, 0);
    }
}
