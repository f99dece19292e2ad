package io.flotilla.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LtxStoreTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.405Z");
    private static final ObjectKey REPLICA = ObjectKey.of("a/b.db");
    private static final Comparator<ReplicaFile> LISTED = Comparator.comparing(ReplicaFile::level)
            .thenComparing(file -> file.range().min())
            .thenComparing(file -> file.range().max());

    private final MeteredTarget target = new MeteredTarget(new MemoryTarget());

    @Test
    void putsEachFileOnceAndSaysWhatWasThere() throws IOException {
        LtxStore store = store(ReplicaLayout.HEXADECIMAL_LEVELS);
        NewFile one = file(REPLICA, 0, 1, 1);
        NewFile two = file(REPLICA, 0, 2, 2);

        assertThat(store.put(List.of(one))).containsExactly(new StoreResult.Stored(one));
        assertThat(store.put(List.of(two, one)))
                .containsExactly(new StoreResult.Stored(two), new StoreResult.AlreadyThere(one));
        assertThat(store.list(REPLICA))
                .containsExactly(
                        new ReplicaFile(REPLICA, Level.CAPTURED, one.name().range(), 4, NOON, true),
                        new ReplicaFile(REPLICA, Level.CAPTURED, two.name().range(), 4, NOON, true));
    }

    @Test
    void saysWhyAFileWasNotStored() {
        LtxStore store = store(ReplicaLayout.HEXADECIMAL_LEVELS);
        var broken = new NewFile(
                new FileName(REPLICA, Level.CAPTURED, TxIdRange.of(TxId.FIRST)), new FailingPayload(), NOON);

        assertThat(store.put(List.of(broken)))
                .singleElement()
                .isInstanceOfSatisfying(
                        StoreResult.NotStored.class,
                        result -> assertThat(result.cause()).isInstanceOf(TargetException.Unavailable.class));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S-19")
    void listsALongReplicaPageByPage(ReplicaLayout layout) throws IOException {
        LtxStore store = store(layout);
        store.put(LongStream.rangeClosed(1, 2500)
                .mapToObj(n -> file(REPLICA, (int) (n / 700), n, n))
                .toList());

        List<ReplicaFile> listed = store.list(REPLICA);

        assertThat(listed).hasSize(2500).isSortedAccordingTo(LISTED);
        assertThat(target.counts().of(RequestKind.LIST)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void listsOneReplicaWithoutPagingThroughThoseInsideOfIt(ReplicaLayout layout) throws IOException {
        LtxStore store = store(layout);
        ReplicaKeys keys = new ReplicaKeys(layout);
        var files = new ArrayList<NewFile>();
        for (int level = 0; level <= 9; level++) {
            files.add(file(REPLICA, level, level + 1, 20));
            ObjectKey folder = keys.folder(REPLICA, new Level(level));
            for (int n = 0; n < 2500; n++) {
                files.add(file(ObjectKey.of(folder + "-" + n), 0, 1, 1));
                files.add(file(ObjectKey.of(folder + "x" + n), 0, 1, 1));
            }
            files.add(file(folder, 0, 1, 1));
        }
        store.put(files);

        List<ReplicaFile> listed = store.list(REPLICA);

        assertThat(listed).hasSize(10).isSortedAccordingTo(LISTED);
        assertThat(target.counts().of(RequestKind.LIST)).isLessThanOrEqualTo(11);
    }

    @Test
    void listsTheRootWithoutPagingThroughTheFleet() throws IOException {
        LtxStore store = store(ReplicaLayout.HEXADECIMAL_LEVELS);
        store.put(LongStream.rangeClosed(1, 5000)
                .mapToObj(n -> file(ObjectKey.of("database" + n), 0, 1, 1))
                .toList());

        assertThat(store.list(ObjectKey.ROOT)).isEmpty();
        assertThat(target.counts().of(RequestKind.LIST)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void groupsReplicasThatLieInsideOfEachOther(ReplicaLayout layout) throws IOException {
        long seed = 20261125;
        var random = new Random(seed);
        String[] segments = {"ltx", "0", "5", "9", "0000", "0003", "0009", "0003-", "00030", "a", "a-", "a0", "r.ltx"};
        for (int round = 0; round < 40; round++) {
            var fresh = new MemoryTarget();
            var store = new LtxStore(fresh, layout);
            Map<ObjectKey, List<ReplicaFile>> expected = new HashMap<>();
            for (int n = 0; n < 60; n++) {
                ObjectKey replica = ObjectKey.ROOT;
                for (int depth = random.nextInt(4); depth > 0; depth--) {
                    replica = replica.child(segments[random.nextInt(segments.length)]);
                }
                NewFile file = file(replica, random.nextInt(10), 1 + random.nextInt(3), 3 + random.nextInt(3));
                if (store.put(List.of(file)).getFirst() instanceof StoreResult.Stored) {
                    expected.computeIfAbsent(replica, key -> new ArrayList<>()).add(listed(file));
                }
            }
            fresh.put(List.of(new PutRequest(ObjectKey.of("a/lock.json"), new BytesPayload(new byte[1]), NOON)));
            expected.values().forEach(files -> files.sort(LISTED));

            Map<ObjectKey, List<ReplicaFile>> found = new HashMap<>();
            store.listAll(
                    ObjectKey.ROOT,
                    listing -> assertThat(found.put(listing.replica(), listing.files()))
                            .isNull());

            assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected);
            for (ObjectKey replica : expected.keySet()) {
                assertThat(store.list(replica)).as("seed %d, %s", seed, replica).isEqualTo(expected.get(replica));
            }
        }
    }

    @Test
    void listsAFleetInBulkAndGivesEachReplicaAtOnce() throws IOException {
        LtxStore store = store(ReplicaLayout.HEXADECIMAL_LEVELS);
        store.put(LongStream.rangeClosed(1, 3000)
                .mapToObj(n -> file(ObjectKey.of("fleet/%04d.db".formatted(n)), 0, 1, 1))
                .toList());
        store.put(List.of(file(ObjectKey.of("elsewhere.db"), 0, 1, 1)));
        var requestsAt = new ArrayList<Long>();

        store.listAll(
                ObjectKey.of("fleet"), listing -> requestsAt.add(target.counts().of(RequestKind.LIST)));

        assertThat(requestsAt).hasSize(3000).startsWith(1L).endsWith(3L);
    }

    @Test
    void readsTheHeaderAloneAndAPartOfAFile() throws IOException {
        LtxStore store = store(ReplicaLayout.LTX_FOLDER);
        LtxHeader header = LtxHeader.of(512, 1, TxIdRange.of(TxId.FIRST), NOON).withNodeId(7);
        var name = new FileName(REPLICA, Level.CAPTURED, header.range());
        store.put(List.of(new NewFile(name, new BytesPayload(ltx(header)), NOON)));

        assertThat(store.readHeader(name)).isEqualTo(header);
        assertThat(target.counts().bytesRead()).isEqualTo(LtxHeader.BYTES);
        try (var part = store.open(name, new ByteRange(0, 4))) {
            assertThat(part.readAllBytes()).asString().isEqualTo("LTX1");
        }
    }

    @Test
    void namesTheFileWhoseHeaderIsNone() {
        LtxStore store = store(ReplicaLayout.LTX_FOLDER);
        NewFile file = file(REPLICA, 0, 1, 1);
        store.put(List.of(file));

        assertThatThrownBy(() -> store.readHeader(file.name()))
                .isInstanceOf(LtxException.class)
                .hasMessageContaining("a/b.db level 0 0000000000000001-0000000000000001");
        assertThatThrownBy(() -> store.readHeader(file(REPLICA, 0, 2, 2).name()))
                .isInstanceOf(TargetException.NotFound.class);
    }

    private LtxStore store(ReplicaLayout layout) {
        return new LtxStore(target, layout);
    }

    private static NewFile file(ObjectKey replica, int level, long min, long max) {
        var name = new FileName(replica, new Level(level), new TxIdRange(new TxId(min), new TxId(max)));
        return new NewFile(name, new BytesPayload(new byte[4]), NOON);
    }

    private static ReplicaFile listed(NewFile file) {
        FileName name = file.name();
        return new ReplicaFile(
                name.replica(), name.level(), name.range(), file.payload().size(), NOON, true);
    }

    private static byte[] ltx(LtxHeader header) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            writer.page(1, ByteBuffer.allocate(header.pageSize()));
            writer.finish();
        }
        return out.toByteArray();
    }

    private record FailingPayload() implements Payload {

        @Override
        public long size() {
            return 4;
        }

        @Override
        public InputStream open() throws IOException {
            throw new IOException("scratch file gone");
        }
    }
}
