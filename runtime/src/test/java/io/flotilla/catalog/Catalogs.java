package io.flotilla.catalog;

import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;

/// What the tests of the catalog share.
final class Catalogs {

    static final String TARGET = "file:///target";
    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private Catalogs() {}

    static Opened opened(Path state) {
        return Catalog.open(state, TARGET, InstantSource.fixed(NOW), new SplittableRandom(42));
    }

    static Catalog open(Path state) {
        return opened(state).catalog();
    }

    static DatabaseId register(Catalog catalog, String name) {
        return catalog.register(Path.of("/data", name), ObjectKey.of(name));
    }

    static Position position(long txId, int pages) {
        var log = new LogPosition.At(
                0x80000001,
                -2,
                (1L << 40) + 32,
                3,
                0xfffffff0,
                new LogPosition.IndexMark.Commits(-7, new LogPosition.Backfill.Done(1L << 33, 1L << 34, -5)));
        return new Position(
                new TxId(txId),
                Instant.ofEpochMilli(-3 + txId),
                new FileIdentity(1, -2, 3),
                4096,
                pages,
                log,
                "a boot");
    }

    static Advance advance(DatabaseId id, Position position, HashChange hashes) {
        return new Advance(
                id, position, hashes, new Fingerprint(-position.txId().value()), NOW, NOW.plusMillis(5));
    }

    static HashChange replace(long... hashes) {
        return new HashChange.Replace(PageHashes.of(hashes));
    }

    /// What a power cut or a killed process leaves, seen from another directory.
    static Path copyOfOpen(Path state, Path copy) throws IOException {
        Files.createDirectories(copy);
        try (var files = Files.list(state)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /// Runs SQL on the catalog's file, beside the catalog.
    static void sql(Path state, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + state.resolve("catalog.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    static long count(Path state, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + state.resolve("catalog.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.getLong(1);
        }
    }
}
