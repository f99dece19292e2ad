package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LtxMergeTest {

    private static final int PAGE_SIZE = 512;

    @Test
    void theHeaderTakesFromBothEnds() throws IOException {
        LtxHeader old = LtxFiles.header(PAGE_SIZE, 9, 3, 5)
                .withWal(new WalSpan(32, 536, 1, 2))
                .withNodeId(8);
        LtxHeader young = LtxHeader.of(PAGE_SIZE, 7, LtxFiles.range(6, 8), LtxFiles.NOON.plusSeconds(1))
                .withWal(new WalSpan(568, 536, 1, 2))
                .withNodeId(9);
        LtxMerge merge = LtxFiles.merge(file(old, 1), file(young, 1));
        assertThat(merge.header())
                .isEqualTo(LtxHeader.of(PAGE_SIZE, 7, LtxFiles.range(3, 8), LtxFiles.NOON.plusSeconds(1)));
    }

    @Test
    void theNewestPageWins() throws IOException {
        byte[] merged = LtxFiles.writeMerged(
                file(2, 9, marked(1, 1, 2, 3)), file(3, 9, marked(2, 2, 4)), file(4, 9, marked(3, 3, 4, 5)));
        assertPages(merged, "1=1 2=2 3=3 4=3 5=3");
    }

    @Test
    void pagesBehindTheFinalEndAreDropped() throws IOException {
        assertPages(LtxFiles.writeMerged(file(2, 9, marked(1, 1, 7, 9)), file(3, 7, marked(2, 1))), "1=2 7=1");
    }

    @Test
    void aGrowingDatabaseGetsItsNewPages() throws IOException {
        byte[] merged = LtxFiles.writeMerged(file(1, 2, marked(1, 1, 2)), file(2, 4, marked(2, 1, 3, 4)));
        assertPages(merged, "1=2 2=1 3=2 4=2");
    }

    @Test
    void whatWasCutOffDoesNotComeBackWhenTheDatabaseGrowsAgain() throws IOException {
        byte[] big = file(2, 9, marked(1, 5, 6, 9));
        byte[] small = file(3, 5, marked(2, 1));
        byte[] again = file(4, 9, marked(3, 9));
        assertPages(LtxFiles.writeMerged(big, small, again), "1=2 5=1 9=3");
    }

    @Test
    void aFileMayOverlapTheOneBefore() throws IOException {
        byte[] one = LtxFiles.write(LtxFiles.header(PAGE_SIZE, 3, 1, 4), FrameEncoding.BLOCK, marked(1, 1, 2, 3));
        byte[] two = LtxFiles.write(LtxFiles.header(PAGE_SIZE, 3, 3, 6), FrameEncoding.LEGACY_FRAME, marked(2, 2));
        assertPages(LtxFiles.writeMerged(one, two), "1=1 2=2 3=1");
    }

    @Test
    @Tag("S-13")
    void gapsAndRepetitionsAreRefused() {
        assertRefused("does not follow", file(2, 9, marked(1, 1)), file(4, 9, marked(1, 1)));
        assertRefused("does not follow", file(2, 9, marked(1, 1)), file(2, 9, marked(1, 1)));
        assertRefused("does not follow", file(3, 9, marked(1, 1)), file(2, 9, marked(1, 1)));
        byte[] wide = LtxFiles.write(LtxFiles.header(PAGE_SIZE, 9, 2, 8), FrameEncoding.BLOCK, marked(1, 1));
        assertRefused("does not follow", wide, file(5, 9, marked(1, 1)));
    }

    @Test
    void differentPageSizesAreRefused() {
        byte[] other = LtxFiles.write(LtxFiles.header(1024, 9, 3, 3), FrameEncoding.BLOCK, new TreeMap<>());
        assertRefused("512 and of 1024", file(2, 9, marked(1, 1)), other);
        assertThatIllegalArgumentException().isThrownBy(() -> LtxMerge.of(List.of()));
    }

    @Test
    void aSnapshotMustBeComplete() {
        assertRefused("page 3 is missing", file(1, 2, marked(1, 1, 2)), file(2, 4, marked(2, 4)));
        assertRefused("page 4 is missing", file(1, 2, marked(1, 1, 2)), file(2, 4, marked(2, 3)));
        byte[] shrunk = file(2, 2, marked(2, 1));
        assertRefused("page 3 is missing", file(1, 4, marked(1, 1, 2, 3, 4)), shrunk, file(3, 4, marked(3, 4)));
    }

    @Test
    void aBigSnapshotLeavesOutTheLockPage() throws IOException {
        int lockPage = LockPage.number(65536);
        var first = new EmptyPages(LtxFiles.header(65536, lockPage - 1, 1, 1), 1, lockPage - 1);
        var second = new EmptyPages(LtxFiles.header(65536, lockPage + 1, 2, 2), lockPage + 1, lockPage + 1);
        int count = 0;
        try (LtxMerge merge = LtxMerge.of(List.of(first, second))) {
            while (merge.next()) {
                count++;
            }
        }
        assertThat(count).isEqualTo(lockPage);

        var incomplete = new EmptyPages(LtxFiles.header(65536, lockPage + 1, 1, 1), 1, lockPage - 1);
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxFiles.drain(LtxMerge.of(List.of(incomplete))))
                .withMessageContaining("page 16386 is missing");
    }

    /// All pages of a range, the same empty one for each.
    private static final class EmptyPages implements PageStream {

        private final LtxHeader header;
        private final int last;
        private final ByteBuffer page;
        private int number;

        EmptyPages(LtxHeader header, int first, int last) {
            this.header = header;
            this.last = last;
            page = ByteBuffer.allocate(8).asReadOnlyBuffer();
            number = first - 1;
        }

        @Override
        public LtxHeader header() {
            return header;
        }

        @Override
        public boolean next() {
            return ++number <= last;
        }

        @Override
        public int pageNumber() {
            return number;
        }

        @Override
        public ByteBuffer page() {
            return page.duplicate();
        }

        @Override
        public void close() {}
    }

    @Test
    void everyInputIsReadToItsEndAndVerified() {
        byte[] old = file(2, 9, marked(1, 8, 9));
        byte[] young = file(3, 5, marked(2, 1));
        for (byte[] damaged : List.of(old, young)) {
            damaged[damaged.length - 1] ^= 1;
            assertRefused("file checksum", old, young);
            damaged[damaged.length - 1] ^= 1;
        }
        assertRefused("behind the trailer", old, Arrays.copyOf(young, young.length + 1));
    }

    @Test
    void afterAFailureTheMergeGivesNothingMore() throws IOException {
        byte[] damaged = file(2, 9, marked(1, 8));
        damaged[damaged.length - 1] ^= 1;
        LtxMerge merge = LtxFiles.merge(damaged);
        assertThat(merge.next()).isTrue();
        assertThatExceptionOfType(LtxException.class).isThrownBy(merge::next);
        assertThatIllegalStateException().isThrownBy(merge::next);
        assertThatIllegalStateException().isThrownBy(merge::page);
    }

    @Test
    void closesAllInputsEvenWhenOneCannotBeClosed() throws IOException {
        var closed = new ArrayList<String>();
        var merge = LtxMerge.of(List.of(
                LtxReader.open(new Closing("first", file(2, 9, marked(1, 1)), closed)),
                LtxReader.open(new Closing("second", file(3, 9, marked(1, 1)), closed))));
        assertThatExceptionOfType(IOException.class).isThrownBy(merge::close);
        assertThat(closed).containsExactlyInAnyOrder("first", "second");

        closed.clear();
        List<PageStream> gap = List.of(
                LtxReader.open(new Closing("first", file(2, 9, marked(1, 1)), closed)),
                LtxReader.open(new Closing("second", file(7, 9, marked(1, 1)), closed)));
        assertThatExceptionOfType(LtxException.class).isThrownBy(() -> LtxMerge.of(gap));
        assertThat(closed).containsExactlyInAnyOrder("first", "second");
    }

    private static final class Closing extends ByteArrayInputStream {

        private final String name;
        private final List<String> closed;

        Closing(String name, byte[] bytes, List<String> closed) {
            super(bytes);
            this.name = name;
            this.closed = closed;
        }

        @Override
        public void close() throws IOException {
            closed.add(name);
            throw new IOException("cannot close " + name);
        }
    }

    @Test
    void anyGroupingOfAHistoryGivesTheDatabaseThatItDescribes() throws IOException {
        for (int seed = 1; seed <= 200; seed++) {
            var history = new History(new Random(seed));
            List<byte[]> files = history.files(3 + seed % 6);
            byte[] all = LtxFiles.writeMerged(files.toArray(byte[][]::new));
            assertThat(content(all)).as("seed %d", seed).isEqualTo(LtxFiles.contentOf(history.database));

            byte[] fromLeft = files.getFirst();
            for (byte[] next : files.subList(1, files.size())) {
                fromLeft = LtxFiles.writeMerged(fromLeft, next);
            }
            assertThat(fromLeft).as("seed %d, from the left", seed).isEqualTo(all);

            byte[] fromRight = files.getLast();
            for (byte[] previous : files.subList(0, files.size() - 1).reversed()) {
                fromRight = LtxFiles.writeMerged(previous, fromRight);
            }
            assertThat(fromRight).as("seed %d, from the right", seed).isEqualTo(all);
        }
    }

    /// A database that grows, shrinks and changes at random, as one file for each transaction.
    private static final class History {

        private final Random random;
        private final SortedMap<Integer, byte[]> database = new TreeMap<>();

        History(Random random) {
            this.random = random;
        }

        List<byte[]> files(int count) {
            var files = new ArrayList<byte[]>();
            for (int txId = 1; txId <= count; txId++) {
                files.add(next(txId));
            }
            return files;
        }

        private byte[] next(int txId) {
            int before = database.size();
            int after = 1 + random.nextInt(12);
            database.tailMap(after + 1).clear();
            var changed = new TreeMap<Integer, byte[]>();
            for (int number = 1; number <= after; number++) {
                if (number > before || random.nextInt(4) == 0) {
                    changed.put(number, LtxFiles.noise(random, PAGE_SIZE));
                }
            }
            database.putAll(changed);
            FrameEncoding encoding = FrameEncoding.values()[random.nextInt(2)];
            return LtxFiles.write(LtxFiles.header(PAGE_SIZE, after, txId, txId), encoding, changed);
        }
    }

    private static byte[] file(LtxHeader header, int page) {
        return LtxFiles.write(header, FrameEncoding.BLOCK, marked(1, page));
    }

    private static byte[] file(int txId, int commit, SortedMap<Integer, byte[]> pages) {
        return LtxFiles.write(LtxFiles.header(PAGE_SIZE, commit, txId, txId), FrameEncoding.BLOCK, pages);
    }

    private static SortedMap<Integer, byte[]> marked(int mark, int... numbers) {
        var pages = new TreeMap<Integer, byte[]>();
        for (int number : numbers) {
            pages.put(number, LtxFiles.filled(PAGE_SIZE, mark));
        }
        return pages;
    }

    private static List<String> content(byte[] file) throws IOException {
        return LtxFiles.contentOf(LtxFiles.drain(LtxFiles.open(file)));
    }

    private static void assertPages(byte[] file, String expected) throws IOException {
        var marks = new ArrayList<String>();
        LtxFiles.drain(LtxFiles.open(file)).forEach((number, page) -> marks.add(number + "=" + page[0]));
        assertThat(String.join(" ", marks)).isEqualTo(expected);
    }

    private static void assertRefused(String why, byte[]... oldestFirst) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxFiles.drain(LtxFiles.merge(oldestFirst)))
                .withMessageContaining(why);
    }
}
