package io.flotilla.service.metrics;

import io.flotilla.catalog.Catalog;
import io.flotilla.disk.PathBytes;
import io.flotilla.fleet.FollowedTurns;
import io.flotilla.service.live.Running;
import io.flotilla.service.metrics.ChosenDatabases.Chosen;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import io.flotilla.store.RequestOutcome;
import java.util.List;

/// What Litestream v0.5 tells of its databases and replicas, by its names and with its labels, as far as it is true
/// here as well (docs/migrate.md).
final class LitestreamSeries {

    private LitestreamSeries() {}

    /// Adds those of the chosen databases, and of the targets that hold their replicas; nothing where none is chosen.
    static void add(Series series, List<Chosen> chosen) {
        chosen.forEach(each -> database(series, each));
        chosen.stream().map(Chosen::fleet).distinct().forEach(fleet -> replicas(series, fleet));
    }

    private static void database(Series series, Chosen chosen) {
        Catalog catalog = chosen.fleet().catalog();
        String path = PathBytes.toPath(catalog.path(chosen.database())).toString();
        series.gauge("litestream_txid", "The TXID of the latest file that the target confirmed", "db")
                .count(catalog.lastTxId(chosen.database()), path);
        chosen.fleet().fleet().followed().find(chosen.database()).ifPresent(counted -> turns(series, counted, path));
    }

    private static void turns(Series series, FollowedTurns.Counted counted, String path) {
        series.gauge("litestream_db_size", "The size of the database file at the end of its last turn", "db")
                .count(counted.databaseBytes(), path);
        series.gauge("litestream_wal_size", "The size of the WAL file at the end of its last turn", "db")
                .count(counted.logBytes(), path);
        series.untyped("litestream_sync_count", "Turns of the database since it has series", "db")
                .count(counted.turns(), path);
        series.untyped("litestream_sync_error_count", "Of these, those after which it was not as it should be", "db")
                .count(counted.failed(), path);
        series.untyped("litestream_sync_seconds", "How long all turns took, uploads included", "db")
                .put(counted.time().toNanos() / 1e9, path);
    }

    private static void replicas(Series series, Running fleet) {
        String type = fleet.settings().target().scheme();
        RequestCounts counts = fleet.target().requests().counts();
        Series.Values operations = series.counter(
                "litestream_replica_operation",
                "Requests that the target of a chosen database fulfilled",
                "replica_type",
                "operation");
        for (RequestKind kind : RequestKind.values()) {
            operations.count(counts.of(kind, RequestOutcome.DONE), type, operation(kind));
        }
        Series.Values bytes = series.untyped(
                "litestream_replica_operation_bytes", "Bytes to and from these targets", "replica_type", "operation");
        bytes.count(counts.bytesStored(), type, operation(RequestKind.PUT));
        bytes.count(counts.bytesRead(), type, operation(RequestKind.READ));
    }

    private static String operation(RequestKind kind) {
        return switch (kind) {
            case PUT -> "PUT";
            case READ -> "GET";
            case LIST -> "LIST";
            case DELETE -> "DELETE";
        };
    }
}
