package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.NOW;
import static io.flotilla.catalog.Catalogs.advance;
import static io.flotilla.catalog.Catalogs.open;
import static io.flotilla.catalog.Catalogs.position;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {

    @TempDir
    Path temporary;

    @Test
    void remembersEverythingAfterItWasClosed() {
        Path state = state();
        long seed;
        DatabaseRow before;
        try (Catalog catalog = open(state)) {
            DatabaseId id = register(catalog, "a/b.db");
            catalog.advance(List.of(advance(id, position(7, 3), replace(11, 12, 13))));
            catalog.mark(id, DatabaseState.DEGRADED, new Why(ReasonCode.PERMISSION, "permission denied"));
            catalog.setTier(id, Tier.HOT);
            catalog.uses().registerWriter(-5);
            seed = catalog.hashSeed();
            before = catalog.row(id);
        }

        try (Catalog catalog = open(state)) {
            DatabaseId id = catalog.find(Path.of("/data/a/b.db")).orElseThrow();
            assertThat(catalog.row(id)).isEqualTo(before);
            assertThat(before.txId())
                    .hasValueSatisfying(txId -> assertThat(txId.value()).isEqualTo(7));
            assertThat(before)
                    .returns(Path.of("/data/a/b.db"), DatabaseRow::path)
                    .returns(ObjectKey.of("a/b.db"), DatabaseRow::replica)
                    .returns(Tier.HOT, DatabaseRow::tier)
                    .returns(DatabaseState.DEGRADED, DatabaseRow::state)
                    .returns("permission denied", DatabaseRow::reason)
                    .returns(new Fingerprint(-7), DatabaseRow::fingerprint)
                    .returns(NOW, DatabaseRow::lastWrite)
                    .returns(NOW.plusMillis(5), DatabaseRow::ackedAt);
            assertThat(catalog.readPosition(id)).contains(position(7, 3));
            assertThat(catalog.readHashes(id)).contains(PageHashes.of(11, 12, 13));
            assertThat(catalog.hashSeed()).isEqualTo(seed);
            assertThat(catalog.uses().isOurs(-5)).isTrue();
            assertThat(catalog.uses().isOurs(5)).isFalse();
            assertThat(catalog.uses().wasClosedCleanly()).isTrue();
        }
    }

    @Test
    void aNewRowIsActiveAndColdAndKnowsNothing() {
        try (Catalog catalog = open(state())) {
            DatabaseRow row = catalog.row(register(catalog, "a.db"));

            assertThat(row)
                    .returns(DatabaseState.ACTIVE, DatabaseRow::state)
                    .returns(Tier.COLD, DatabaseRow::tier)
                    .returns("", DatabaseRow::reason)
                    .returns(Fingerprint.UNKNOWN, DatabaseRow::fingerprint)
                    .returns(DatabaseRow.NEVER, DatabaseRow::lastWrite)
                    .returns(Instant.EPOCH, DatabaseRow::ackedAt);
            assertThat(row.txId()).isEmpty();
            assertThat(catalog.readPosition(row.id())).isEmpty();
            assertThat(catalog.readHashes(row.id())).isEmpty();
        }
    }

    @Test
    void registersAPathOnceAndKeepsItsReplica() {
        try (Catalog catalog = open(state())) {
            DatabaseId id = register(catalog, "a.db");

            assertThat(catalog.register(Path.of("/data/a.db"), ObjectKey.of("elsewhere")))
                    .isEqualTo(id);
            assertThat(catalog.row(id).replica()).isEqualTo(ObjectKey.of("a.db"));
            assertThat(catalog.size()).isEqualTo(1);
        }
    }

    @Test
    void refusesTwoDatabasesInOneReplica() {
        try (Catalog catalog = open(state())) {
            var first = new Registration(Path.of("/one/a.db"), ObjectKey.of("a.db"));
            var second = new Registration(Path.of("/two/a.db"), ObjectKey.of("a.db"));
            var third = new Registration(Path.of("/two/b.db"), ObjectKey.of("b.db"));

            List<Registered> results = catalog.register(List.of(first, second, third, first));

            var one = new DatabaseId(1);
            assertThat(results)
                    .containsExactly(
                            new Registered.As(one),
                            new Registered.ReplicaTaken(one),
                            new Registered.As(new DatabaseId(2)),
                            new Registered.As(one));
            assertThatThrownBy(() -> catalog.register(second.path(), second.replica()))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("/one/a.db")
                    .hasMessageContaining("/two/a.db");
        }
    }

    @Test
    void keepsNamesThatAreNotUtf8() {
        Path state = state();
        byte[] bytes = {'/', 'd', '/', (byte) 0xff, '\n', '.', 'd', 'b'};
        var key = ObjectKey.ofBytes(new byte[] {(byte) 0xff, '\n', '.', 'd', 'b'});
        try (Catalog catalog = open(state)) {
            catalog.register(PathBytes.toPath(bytes), key);
        }

        try (Catalog catalog = open(state)) {
            DatabaseId id = catalog.find(PathBytes.toPath(bytes)).orElseThrow();
            assertThat(PathBytes.of(catalog.row(id).path())).isEqualTo(bytes);
            assertThat(catalog.row(id).replica()).isEqualTo(key);
        }
    }

    @Test
    void findsEachOfManyRows() {
        Path state = state();
        int count = 5000;
        try (Catalog catalog = open(state)) {
            List<Registration> many = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                many.add(new Registration(Path.of("/data/" + i), ObjectKey.of("other/" + i)));
            }
            catalog.register(many);
        }

        try (Catalog catalog = open(state)) {
            List<DatabaseRow> rows = new ArrayList<>();
            catalog.forEach(rows::add);
            assertThat(rows).hasSize(count);
            for (int i = 0; i < count; i++) {
                DatabaseId id = catalog.find(Path.of("/data/" + i)).orElseThrow();
                assertThat(rows.get(id.value() - 1).replica()).isEqualTo(ObjectKey.of("other/" + i));
            }
            assertThat(catalog.find(Path.of("/data/" + count))).isEmpty();
        }
    }

    @Test
    void keepsAnUnknownPlaceInTheLog() {
        try (Catalog catalog = open(state())) {
            DatabaseId id = register(catalog, "a.db");
            Position known = position(1, 0);
            var position = new Position(
                    known.txId(),
                    known.timestamp(),
                    known.identity(),
                    65536,
                    0,
                    new LogPosition.Unknown(),
                    known.bootId());

            catalog.advance(List.of(advance(id, position, new HashChange.Forget())));

            assertThat(catalog.readPosition(id)).contains(position);
        }
    }

    @Test
    void forgetsAPositionWithAllThatBelongsToIt() {
        Path state = state();
        DatabaseId id;
        try (Catalog catalog = open(state)) {
            id = register(catalog, "a.db");
            catalog.advance(List.of(advance(id, position(7, 1), replace(1))));

            catalog.forgetPosition(id);

            assertThat(catalog.row(id).txId()).isEmpty();
            assertThat(catalog.row(id).fingerprint()).isEqualTo(Fingerprint.UNKNOWN);
        }
        try (Catalog catalog = open(state)) {
            assertThat(catalog.row(id).txId()).isEmpty();
            assertThat(catalog.readPosition(id)).isEmpty();
            assertThat(catalog.readHashes(id)).isEmpty();
        }
    }

    @Test
    void observesAFingerprint() {
        Path state = state();
        try (Catalog catalog = open(state)) {
            catalog.observe(register(catalog, "a.db"), new Fingerprint(99));
        }
        try (Catalog catalog = open(state)) {
            assertThat(catalog.row(new DatabaseId(1)).fingerprint()).isEqualTo(new Fingerprint(99));
        }
    }

    @Test
    void knowsThatAKilledProcessDidNotCloseIt() throws IOException {
        try (Catalog catalog = open(state())) {
            DatabaseId id = register(catalog, "a.db");
            catalog.advance(List.of(advance(id, position(7, 1), replace(1))));
            catalog.uses().registerWriter(123);
            Path left = Catalogs.copyOfOpen(state(), temporary.resolve("left"));

            try (Catalog again = open(left)) {
                assertThat(again.uses().wasClosedCleanly()).isFalse();
                assertThat(again.readPosition(id)).contains(position(7, 1));
                assertThat(again.uses().isOurs(123)).isTrue();
            }
        }
    }

    @Test
    void leavesNoSidecarsWhenClosed() {
        open(state()).close();

        assertThat(state()).isDirectoryNotContaining("glob:**-wal").isDirectoryNotContaining("glob:**-shm");
    }

    @Test
    void refusesADatabaseThatIsNotRegistered() {
        try (Catalog catalog = open(state())) {
            var nobody = new DatabaseId(1);

            assertThatIllegalArgumentException().isThrownBy(() -> catalog.row(nobody));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> catalog.advance(List.of(advance(nobody, position(1, 1), replace(1)))));
        }
    }

    @Test
    void worksInADirectoryWithAnOddName() throws IOException {
        Path odd = temporary.resolve("a?b#c%20 d\u00fc");
        try (Catalog catalog = open(odd)) {
            register(catalog, "a.db");
        }
        assertThat(Files.exists(odd.resolve("catalog.db"))).isTrue();
        try (Catalog catalog = open(odd)) {
            assertThat(catalog.size()).isEqualTo(1);
        }
    }

    private Path state() {
        return temporary.resolve("some/state");
    }
}
