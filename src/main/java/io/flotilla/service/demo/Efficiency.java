package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the replication took, measured while it went on.
///
/// @param footprint of the process that replicates, which is also that of the demo
/// @param heapBefore live objects before there was a replication
/// @param hot databases that were hot at the end of the writing
/// @param requests to the target, by kind
/// @param changes what was shipped after the first copies
public record Efficiency(Footprint footprint, long heapBefore, long hot, Map<String, Long> requests, Changed changes) {

    private static final int PAGE_SIZE_AT = 16;

    public Efficiency {
        requests = Map.copyOf(requests);
    }

    /// Changed pages, each counted once a file, and the files that brought them.
    ///
    /// @param pageBytes the size of the pages in the databases
    /// @param shippedBytes the size of the files on the target
    public record Changed(long pageBytes, long shippedBytes) {

        /// Sums up what came after the first copy of each database.
        ///
        /// @param tree where the page sizes are read
        static Changed of(Tree tree, Collection<Acknowledgement> acknowledgements) throws IOException {
            Map<String, Integer> pageSizes = new HashMap<>();
            Set<String> copied = new HashSet<>();
            long pageBytes = 0;
            long shippedBytes = 0;
            for (Acknowledgement each : acknowledgements) {
                if (each.pages() == 0 || copied.add(each.database())) {
                    continue;
                }
                if (!pageSizes.containsKey(each.database())) {
                    pageSizes.put(each.database(), pageSize(tree.file(each.database())));
                }
                pageBytes += (long) each.pages() * pageSizes.get(each.database());
                shippedBytes += each.bytes();
            }
            return new Changed(pageBytes, shippedBytes);
        }

        /// SQLite file format, section 1.3.2.
        private static int pageSize(Path database) throws IOException {
            ByteBuffer field = ByteBuffer.allocate(2);
            try (FileChannel channel = FileChannel.open(database)) {
                int ignored = channel.read(field, PAGE_SIZE_AT);
            }
            int size = Short.toUnsignedInt(field.getShort(0));
            return size == 1 ? 1 << 16 : size;
        }

        double ratio() {
            return pageBytes == 0 ? 0 : (double) shippedBytes / pageBytes;
        }
    }

    long heapPerDatabase(long databases) {
        return Math.max(0, footprint.heapBytes() - heapBefore) / Math.max(1, databases);
    }

    long requestsAltogether() {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }
}
