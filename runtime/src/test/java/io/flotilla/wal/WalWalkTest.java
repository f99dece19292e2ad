package io.flotilla.wal;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalWalkTest {

    private static final Salts SALTS = new Salts(0x11223344, 0x55667788);

    /// Writes down what it meets.
    private static final class Seen implements FrameVisitor {

        private final List<String> events = new ArrayList<>();

        @Override
        public void frame(int pageNumber, byte[] page, int offset) {
            events.add(pageNumber + ":" + page[offset]);
        }

        @Override
        public void commit(int pageCount, WalPoint behind) {
            events.add("commit " + pageCount);
        }
    }

    private static byte[] log(int... commits) {
        return WalFiles.log(WalFiles.header(LITTLE_ENDIAN, 512, SALTS), commits);
    }

    private static WalHeader header() {
        return WalFiles.parsed(WalFiles.header(LITTLE_ENDIAN, 512, SALTS));
    }

    private static WalWalk.End walk(byte[] log, FrameVisitor visitor) throws IOException {
        return new WalWalk(new WalFiles.Bytes(log), header()).walk(header().start(), visitor);
    }

    /// The vectors of both orders: page 1 is 512 times 0x11, page 2 is 00 to 0f, again and again.
    @ParameterizedTest
    @CsvSource({
        "LITTLE, 18fe2524594f631e, 535afa4b90748f90, b10e795e352a8c89",
        "BIG, 2726fe1b23664f5c, 36bda7ad0ff65e86, 71cf7b4d613ebb21"
    })
    void knowsBothOrdersOfChecksums(String name, String headerSum, String firstSum, String secondSum)
            throws IOException {
        ByteOrder order = name.equals("BIG") ? BIG_ENDIAN : LITTLE_ENDIAN;
        byte[] start = WalFiles.header(order, 512, SALTS);
        assertThat(HexFormat.of().formatHex(start, 24, 32)).isEqualTo(headerSum);
        WalHeader header = WalFiles.parsed(start);
        assertThat(header.checksumOrder()).isEqualTo(order);
        byte[] first = new byte[512];
        Arrays.fill(first, (byte) 0x11);
        byte[] second = new byte[512];
        for (int i = 0; i < second.length; i++) {
            second[i] = (byte) (i % 16);
        }
        byte[] frame1 = WalFiles.frame(header, header.checksum(), 1, 0, first);
        byte[] frame2 = WalFiles.frame(header, WalFiles.checksum(frame1), 2, 2, second);
        assertThat(HexFormat.of().formatHex(frame1, 16, 24)).isEqualTo(firstSum);
        assertThat(HexFormat.of().formatHex(frame2, 16, 24)).isEqualTo(secondSum);

        byte[] log = ByteBuffer.allocate(32 + 2 * 536)
                .put(start)
                .put(frame1)
                .put(frame2)
                .array();
        var seen = new Seen();
        WalWalk.End end = new WalWalk(new WalFiles.Bytes(log), header).walk(header.start(), seen);
        assertThat(seen.events).containsExactly("1:17", "2:0", "commit 2");
        assertThat(end)
                .isEqualTo(new WalWalk.End(
                        new WalPoint(1104, WalFiles.checksum(frame2)), 1, WalWalk.Stop.END_OF_FILE, 1104));
    }

    @Test
    void endsBehindTheLastCommit() throws IOException {
        byte[] log = log(1, 0, 3, 0, 0);
        var seen = new Seen();
        WalWalk.End end = walk(log, seen);
        assertThat(seen.events).containsExactly("1:1", "commit 1", "2:2", "3:3", "commit 3", "4:4", "5:5");
        assertThat(end.point().offset()).isEqualTo(header().offsetAfter(3));
        assertThat(end.commits()).isEqualTo(2);
        assertThat(end.stop()).isEqualTo(WalWalk.Stop.END_OF_FILE);
    }

    @Test
    void endsBehindTheHeaderWhereNothingWasCommitted() throws IOException {
        assertThat(walk(log(0, 0), new Seen()).point()).isEqualTo(header().start());
        assertThat(walk(log(), new Seen()).point()).isEqualTo(header().start());
    }

    @Test
    void continuesFromAPlaceBehindACommit() throws IOException {
        byte[] log = log(1, 0, 3, 4);
        WalPoint middle = new WalWalk(new WalFiles.Bytes(log), header(), header().offsetAfter(3))
                .walk(header().start(), FrameVisitor.NONE)
                .point();
        var seen = new Seen();
        WalWalk.End end = new WalWalk(new WalFiles.Bytes(log), header()).walk(middle, seen);
        assertThat(seen.events).containsExactly("4:4", "commit 4");
        assertThat(end.point()).isEqualTo(walk(log, FrameVisitor.NONE).point());
    }

    @Test
    void looksAtNoFrameBehindTheLimit() throws IOException {
        byte[] log = log(1, 2, 3);
        for (int frames = 0; frames <= 3; frames++) {
            var walk = new WalWalk(new WalFiles.Bytes(log), header(), header().offsetAfter(frames));
            WalWalk.End end = walk.walk(header().start(), FrameVisitor.NONE);
            assertThat(end.commits()).isEqualTo(frames);
            assertThat(end.stop()).isEqualTo(WalWalk.Stop.LIMIT);
            assertThat(walk.hasCommitBehind(end.point())).isEqualTo(frames < 3);
        }
    }

    @Test
    void anUnfinishedTransactionIsNoCommitBehind() throws IOException {
        byte[] log = log(1, 0, 0);
        var walk = new WalWalk(new WalFiles.Bytes(log), header(), header().offsetAfter(1));
        assertThat(walk.hasCommitBehind(
                        walk.walk(header().start(), FrameVisitor.NONE).point()))
                .isFalse();
    }

    @Test
    void stopsAtATornFrame() throws IOException {
        byte[] log = log(1, 2);
        for (int cut : new int[] {1, 100, 512, 530, 535}) {
            WalWalk.End end = walk(Arrays.copyOf(log, log.length - cut), new Seen());
            assertThat(end.point().offset()).isEqualTo(header().offsetAfter(1));
            assertThat(end.stop()).isEqualTo(WalWalk.Stop.END_OF_FILE);
        }
    }

    @Test
    void stopsWhereAnyBitOfAFrameIsWrong() throws IOException {
        byte[] log = log(1, 2, 3);
        int second = (int) header().offsetAfter(1);
        for (int at = 0; at < header().frameBytes(); at++) {
            log[second + at] ^= 4;
            WalWalk.End end = walk(log, new Seen());
            assertThat(end.point().offset()).isEqualTo(second);
            boolean isSalt = at >= 8 && at < 16;
            assertThat(end.stop()).isEqualTo(isSalt ? WalWalk.Stop.OTHER_SALTS : WalWalk.Stop.BROKEN_CHAIN);
            log[second + at] ^= 4;
        }
    }

    @Test
    void stopsAtFramesOfAnOlderGeneration() throws IOException {
        byte[] old = WalFiles.log(WalFiles.header(LITTLE_ENDIAN, 512, new Salts(7, 8)), 1, 2, 3, 4);
        byte[] young = log(1, 2);
        System.arraycopy(young, 0, old, 0, young.length);
        WalWalk.End end = walk(old, new Seen());
        assertThat(end.commits()).isEqualTo(2);
        assertThat(end.stop()).isEqualTo(WalWalk.Stop.OTHER_SALTS);
    }

    @Test
    void stopsAtPageZero() throws IOException {
        byte[] log = Arrays.copyOf(log(1), 2000);
        assertThat(walk(log, new Seen()).stop()).isEqualTo(WalWalk.Stop.OTHER_SALTS);
    }

    @Test
    void acceptsCommitFramesThatAreRepeatedToTheEndOfASector() throws IOException {
        WalHeader header = header();
        byte[] page = new byte[512];
        WalChecksum checksum = header.checksum();
        ByteBuffer log = ByteBuffer.allocate(32 + 4 * 536).put(WalFiles.header(LITTLE_ENDIAN, 512, SALTS));
        for (int i = 0; i < 4; i++) {
            byte[] frame = WalFiles.frame(header, checksum, 5, 9, page);
            checksum = WalFiles.checksum(frame);
            log.put(frame);
        }
        WalWalk.End end = walk(log.array(), new Seen());
        assertThat(end.commits()).isEqualTo(4);
        assertThat(end.point().offset()).isEqualTo(log.capacity());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1})
    void refusesNumbersThatItCannotCountTo(int number) {
        WalHeader header = header();
        for (boolean isPage : new boolean[] {true, false}) {
            byte[] frame =
                    WalFiles.frame(header, header.checksum(), isPage ? number : 1, isPage ? 1 : number, new byte[512]);
            byte[] log = ByteBuffer.allocate(32 + 536)
                    .put(WalFiles.header(LITTLE_ENDIAN, 512, SALTS))
                    .put(frame)
                    .array();
            assertThatThrownBy(() -> walk(log, new Seen()))
                    .isInstanceOf(UnsupportedWalException.class)
                    .hasMessage("more than 2147483647 pages");
        }
    }

    /// A file of 6 GiB of which only the end exists.
    @Test
    @Tag("D-30")
    void walksBeyondFourGibibytes() throws IOException {
        WalHeader header = header();
        long frames = 12_000_000;
        long start = header.offsetAfter(frames);
        assertThat(start).isGreaterThan(6_000_000_000L);
        var before = new WalChecksum(1, 2);
        byte[] last = WalFiles.frame(header, before, 1, 1, new byte[512]);
        byte[] next = WalFiles.frame(header, WalFiles.checksum(last), 2, 7, new byte[512]);
        byte[] content = ByteBuffer.allocate(2 * 536).put(last).put(next).array();
        SourceFile file = new WalFiles.Bytes(content, start - 536);
        var from = new WalPoint(start, WalFiles.checksum(last));
        var walk = new WalWalk(file, header);
        assertThat(walk.endsIntact(from)).isTrue();
        WalWalk.End end = walk.walk(from, new Seen());
        assertThat(end.point().offset()).isEqualTo(start + 536);
        assertThat(end.commits()).isEqualTo(1);
    }

    @Test
    void provesThatAPlaceIsStillThere() throws IOException {
        byte[] log = log(1, 2, 3);
        WalPoint end = walk(log, FrameVisitor.NONE).point();
        assertThat(new WalWalk(new WalFiles.Bytes(log), header()).endsIntact(end))
                .isTrue();
        int last = (int) header().offsetAfter(2);
        for (int at : new int[] {8, 12, 16, 23}) {
            log[last + at] ^= 1;
            assertThat(new WalWalk(new WalFiles.Bytes(log), header()).endsIntact(end))
                    .isFalse();
            log[last + at] ^= 1;
        }
        assertThat(new WalWalk(new WalFiles.Bytes(Arrays.copyOf(log, last)), header()).endsIntact(end))
                .isFalse();
    }

    @Test
    void thePlaceBehindTheHeaderHasNoFrameBefore() throws IOException {
        var walk = new WalWalk(new WalFiles.Bytes(log()), header());
        assertThat(walk.endsIntact(header().start())).isTrue();
        assertThat(walk.endsIntact(new WalPoint(32, new WalChecksum(1, 2)))).isFalse();
    }
}
