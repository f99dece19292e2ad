package io.flotilla.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.FileOwner;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerStoreTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final FileOwner APP = new FileOwner(0640, 1000, 1001, "app", "müll %");
    private static final ObjectKey KEY = ObjectKey.of("tenants/1.db");

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);
    private final LedgerStore store = new LedgerStore(target);

    @Test
    void tellsWhatWasAtEachMoment() throws Exception {
        store.append(List.of(new LedgerEntry.There(NOON, KEY, APP)), NOON);
        store.append(List.of(new LedgerEntry.Gone(NOON.plusSeconds(60), KEY)), NOON);
        store.append(List.of(new LedgerEntry.There(NOON.plusSeconds(120), KEY, APP)), NOON);

        Ledger ledger = new LedgerStore(target).read();

        assertThat(ledger.at(KEY, NOON.minusMillis(1))).isEqualTo(new Ledger.State.Unknown());
        assertThat(ledger.at(KEY, NOON)).isEqualTo(new Ledger.State.There(APP));
        assertThat(ledger.at(KEY, NOON.plusSeconds(119))).isEqualTo(new Ledger.State.Gone(NOON.plusSeconds(60)));
        assertThat(ledger.at(KEY, Instant.MAX)).isEqualTo(new Ledger.State.There(APP));
        assertThat(ledger.at(ObjectKey.of("other"), Instant.MAX)).isEqualTo(new Ledger.State.Unknown());
    }

    @Test
    void keepsNamesThatAreNoText() throws Exception {
        var random = new Random(7);
        byte[] bytes = new byte[200];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 || bytes[i] == '/' ? 1 : bytes[i];
        }
        ObjectKey name = ObjectKey.ofBytes(bytes);
        var entry = new LedgerEntry.Renamed(NOON, name, KEY, APP);

        store.append(List.of(entry), NOON);

        assertThat(store.read().of(name)).containsExactly(entry);
    }

    @Test
    void hasOneOrderForSeveralWriters() throws Exception {
        var other = new LedgerStore(target);
        store.append(List.of(new LedgerEntry.There(NOON, KEY, APP)), NOON);
        other.append(List.of(new LedgerEntry.Gone(NOON.plusSeconds(1), KEY)), NOON);
        store.append(List.of(new LedgerEntry.There(NOON.plusSeconds(2), KEY, APP)), NOON);

        assertThat(other.read().of(KEY)).hasSize(3);
        assertThat(keys()).hasSize(3);
    }

    /// Each file is a request for who reads them all; nothing that counts is lost when they are joined.
    @Test
    void joinsItsFiles() throws Exception {
        for (int n = 0; n < 200; n++) {
            ObjectKey replica = ObjectKey.of("tenants/" + n % 10);
            store.append(List.of(new LedgerEntry.There(NOON.plus(Duration.ofDays(n)), replica, APP)), at(n));
            assertThat(keys()).hasSizeLessThanOrEqualTo(65);
        }

        Ledger ledger = new LedgerStore(target).read();

        for (int n = 0; n < 10; n++) {
            assertThat(ledger.of(ObjectKey.of("tenants/" + n))).hasSize(20);
        }
    }

    @Test
    void leavesOutWhatLiesLongBack() throws Exception {
        for (int n = 0; n < 70; n++) {
            store.append(List.of(new LedgerEntry.There(NOON.plus(Duration.ofDays(10L * n)), KEY, APP)), at(10 * n));
        }

        assertThat(new LedgerStore(target).read().of(KEY)).hasSizeBetween(41, 50);
    }

    private static Instant at(int days) {
        return NOON.plus(Duration.ofDays(days));
    }

    @Test
    void losesNothingWhereAJoinBreaksOff() throws Exception {
        for (int failing = 1; failing <= 3; failing++) {
            var broken = new FaultyTarget(new MemoryTarget());
            Fault fault = failing == 1
                    ? Fault.unavailable(Calls.only(Operation.PUT, 66))
                    : Fault.unavailable(
                            Calls.only(failing == 2 ? Operation.LIST : Operation.DELETE, failing == 2 ? 2 : 1));
            broken.add(fault);
            var writer = new LedgerStore(broken);
            for (int n = 0; n < 80; n++) {
                append(writer, n);
            }
            assertThat(broken.fired(fault)).isEqualTo(1);
            assertThat(new LedgerStore(broken).read().replicas()).hasSize(80);
        }
    }

    private static void append(LedgerStore writer, int number) throws IOException {
        var entry = new LedgerEntry.There(NOON.plusSeconds(number), ObjectKey.of("t/" + number), APP);
        try {
            writer.append(List.of(entry), NOON);
        } catch (TargetException.Unavailable again) {
            writer.append(List.of(entry), NOON);
        }
    }

    @Test
    void saysWhichFileIsDamaged() throws Exception {
        store.append(List.of(new LedgerEntry.There(NOON, KEY, APP)), NOON);
        ObjectKey key = keys().getFirst();
        byte[] bytes;
        try (var in = target.open(key, ByteRange.from(0))) {
            bytes = in.readAllBytes();
        }
        for (int at = 10; at < bytes.length; at++) {
            byte[] broken = bytes.clone();
            broken[at] ^= 1;
            memory.delete(List.of(key));
            memory.put(List.of(new PutRequest(key, new BytesPayload(broken), NOON)));
            assertThatThrownBy(store::read).isInstanceOf(IOException.class).hasMessageContaining(key.toString());
        }
    }

    @Test
    void saysThatOneIsMissing() throws Exception {
        for (int n = 0; n < 3; n++) {
            append(store, n);
        }
        memory.delete(List.of(keys().get(1)));

        assertThatThrownBy(store::read).hasMessageContaining("has batch 2");
    }

    private List<ObjectKey> keys() throws IOException {
        return memory.list(ListRequest.below(LedgerFile.FOLDER)).objects().stream()
                .map(ListedObject::key)
                .toList();
    }
}
