package io.flotilla.upload;

import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.PageHashes;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The hashes of the newest state of a replica, read back from its files: where they are those of the database nothing
/// has to be put again.
///
/// Cost: each file of the chain is read once, whole, and verified; one page and eight bytes for each page are in
/// memory. A page that no file brings has no hash, so that it counts as different.
final class ReadBack {

    private final LtxStore store;
    private final PageHasher hasher;

    ReadBack(LtxStore store, PageHasher hasher) {
        this.store = store;
        this.hasher = hasher;
    }

    /// What was read.
    ///
    /// @param newest the header of the last file
    /// @param hasOnePageSize whether all files have the same page size
    record State(LtxHeader newest, boolean hasOnePageSize, HashChange hashes) {}

    /// Reads the files of a chain, oldest first; at least one.
    ///
    /// @throws LtxException where one is damaged or is not what its name says; the text names it
    State read(List<ReplicaFile> chain) throws IOException {
        var hashes = new Hashes();
        LtxHeader newest = read(chain.getFirst(), hashes);
        for (ReplicaFile file : chain.subList(1, chain.size())) {
            newest = read(file, hashes);
        }
        return new State(newest, hashes.hasOnePageSize, hashes.change());
    }

    private LtxHeader read(ReplicaFile file, Hashes hashes) throws IOException {
        try (LtxReader reader = LtxReader.open(store.open(file))) {
            if (!reader.header().range().equals(file.range())) {
                throw new LtxException("its header says TXID " + reader.header().range());
            }
            hashes.apply(reader);
            return reader.header();
        } catch (LtxException damaged) {
            throw new LtxException(store.key(file.name()) + " is damaged: " + damaged.getMessage());
        }
    }

    /// The hashes as files are laid over each other, as in a restore.
    private final class Hashes {

        private long[] hashes = new long[0];
        private byte[] page = new byte[0];
        private boolean hasOnePageSize = true;

        void apply(LtxReader file) throws IOException {
            LtxHeader header = file.header();
            if (page.length != header.pageSize()) {
                hasOnePageSize &= page.length == 0;
                page = new byte[header.pageSize()];
                hashes = new long[0];
            }
            if (hashes.length != header.commit()) {
                hashes = Arrays.copyOf(hashes, header.commit());
            }
            while (file.next()) {
                file.page().get(page);
                hashes[file.pageNumber() - 1] = hasher.hash(page, 0, page.length);
            }
        }

        HashChange change() {
            return new HashChange.Replace(PageHashes.of(hashes));
        }
    }
}
