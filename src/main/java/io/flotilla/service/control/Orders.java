package io.flotilla.service.control;

import io.flotilla.catalog.DatabaseRow;
import io.flotilla.service.api.Audit;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.store.TargetUrl;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Optional;

/// What can be asked for one database. Safe for use by several threads.
record Orders(KnownDatabases databases, Audit audit) {

    private static final String BY_CONFIGURATION =
            "edit the configuration, and send SIGHUP to the process or start it again";

    /// Brings what is new to the target. One that is not waited for is only asked for.
    ControlAnswer sync(Order order) throws InterruptedException {
        KnownDatabase known = databases.get(order.path());
        refusePaused(known);
        long before = known.row().lastTxId();
        known.requests().sync(known.id());
        if (!order.isWaitedFor()) {
            return synced("requested", known.row());
        }
        boolean isOver = known.requests().awaitTurn(known.id(), order.timeout());
        refusePaused(known);
        DatabaseRow row = known.row();
        objection(row, isOver, order.timeout()).ifPresent(why -> {
            throw new Refused(HttpResponseStatus.INTERNAL_SERVER_ERROR, "sync of " + row.path() + ": " + why, "");
        });
        return synced(row.lastTxId() == before ? "no_change" : "synced", row);
    }

    private static void refusePaused(KnownDatabase known) {
        if (known.isPaused()) {
            throw new Refused(
                    HttpResponseStatus.CONFLICT,
                    "database not open: " + known.row().path() + " is stopped",
                    "POST /start, or 'flotilla start', before");
        }
    }

    private static ControlAnswer synced(String status, DatabaseRow row) {
        return ControlAnswer.of(json -> {
            json.writeStringField("status", status);
            json.writeStringField("path", row.path().toString());
            json.writeNumberField("txid", row.lastTxId());
            json.writeNumberField("replicated_txid", row.lastTxId());
        });
    }

    /// Why not everything is on the target; absent where it is.
    private static Optional<String> objection(DatabaseRow row, boolean isOver, Duration timeout) {
        if (!isOver) {
            return Optional.of("it did not come to its end within " + timeout.toSeconds() + " s, and goes on");
        }
        return Words.isFine(row.state())
                ? Optional.empty()
                : Optional.of("the database is " + row.state() + ", " + row.reason());
    }

    /// Brings what is new to the target once more, and leaves the database alone from then on, also where that failed.
    ControlAnswer stop(Order order) throws InterruptedException {
        KnownDatabase known = databases.get(order.path());
        if (known.isPaused()) {
            return done("already_stopped", known.row());
        }
        known.requests().sync(known.id());
        boolean isOver = known.requests().awaitTurn(known.id(), order.timeout());
        audit.note("pause", known.row().path());
        known.requests().pause(known.id());
        DatabaseRow row = known.row();
        objection(row, isOver, order.timeout()).ifPresent(why -> {
            throw new Refused(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    row.path() + " is stopped, and its last sync failed: " + why,
                    "what is not on the target comes there after POST /start, or 'flotilla start'");
        });
        return done("stopped", row);
    }

    /// Goes on with one that was stopped.
    ControlAnswer start(Order order) {
        KnownDatabase known = databases.get(order.path());
        if (!known.isPaused()) {
            return done("already_running", known.row());
        }
        audit.note("resume", known.row().path());
        known.requests().resume(known.id());
        return done("started", known.row());
    }

    private static ControlAnswer done(String status, DatabaseRow row) {
        return ControlAnswer.of(json -> {
            json.writeStringField("status", status);
            json.writeStringField("path", row.path().toString());
            json.writeNumberField("txid", row.lastTxId());
        });
    }

    /// A database that is there already is a success where its replica is the one that is meant.
    ControlAnswer register(Order order) {
        if (order.replica().isEmpty()) {
            throw Refused.badRequest("replica_url required");
        }
        TargetUrl wanted = replica(order.replica());
        KnownDatabase known = databases
                .find(order.path())
                .orElseThrow(() -> new Refused(
                        HttpResponseStatus.NOT_IMPLEMENTED,
                        "a database is not registered over the socket: " + databases.absolute(order.path()),
                        BY_CONFIGURATION));
        String there = replica(known);
        if (!there.equals(wanted.toString())) {
            throw new Refused(
                    HttpResponseStatus.CONFLICT,
                    known.row().path() + " is replicated to " + there + ", not to " + wanted,
                    BY_CONFIGURATION);
        }
        return ControlAnswer.of(json -> {
            json.writeStringField("status", "already_registered");
            json.writeStringField("path", known.row().path().toString());
        });
    }

    private static TargetUrl replica(String url) {
        try {
            return TargetUrl.parse(url);
        } catch (IllegalArgumentException malformed) {
            throw Refused.badRequest("invalid replica url: " + malformed.getMessage());
        }
    }

    private static String replica(KnownDatabase known) {
        String key = known.row().replica().toString();
        return known.fleet().settings().target() + (key.isEmpty() ? "" : "/" + key);
    }

    /// One that is not there needs no removal.
    ControlAnswer unregister(Order order) {
        Optional<KnownDatabase> known = databases.find(order.path());
        if (known.isPresent()) {
            throw new Refused(
                    HttpResponseStatus.NOT_IMPLEMENTED,
                    "a database is not unregistered over the socket: "
                            + known.get().row().path(),
                    BY_CONFIGURATION + "; until then POST /stop, or 'flotilla stop', leaves it alone");
        }
        String path = databases.absolute(order.path());
        return ControlAnswer.of(json -> {
            json.writeStringField("status", "already_unregistered");
            json.writeStringField("path", path);
            json.writeNumberField("txid", 0);
        });
    }
}
