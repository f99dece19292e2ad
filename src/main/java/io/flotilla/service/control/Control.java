package io.flotilla.service.control;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/// The control API, without its network. Safe for use by several threads.
record Control(Orders orders, Views views) {

    private static final String GET = "GET";
    private static final String POST = "POST";

    /// Which method each address has.
    private static final Map<String, String> METHODS = Map.of(
            "/sync", POST,
            "/start", POST,
            "/stop", POST,
            "/register", POST,
            "/unregister", POST,
            "/list", GET,
            "/info", GET,
            "/txid", GET,
            "/debug/sync-status", GET);

    /// Does what is asked for; it may wait for that.
    ///
    /// @throws InterruptedException where nobody waits for the answer any more
    ControlAnswer answer(ControlRequest request) throws InterruptedException {
        try {
            check(request);
            return request.method().equals(GET) ? view(request) : done(request.path(), Order.of(request.body()));
        } catch (Refused refused) {
            return refused.answer();
        }
    }

    private static void check(ControlRequest request) {
        String method = METHODS.getOrDefault(request.path(), "");
        if (method.isEmpty()) {
            throw noSuch(request.path());
        }
        if (!method.equals(request.method())) {
            throw new Refused(HttpResponseStatus.METHOD_NOT_ALLOWED, request.path() + " is for " + method, "");
        }
    }

    private ControlAnswer view(ControlRequest request) {
        return switch (request.path()) {
            case "/list" -> views.list();
            case "/info" -> views.info();
            case "/txid" -> views.txId(request.database());
            case "/debug/sync-status" -> views.syncStatus(request.database());
            default -> throw noSuch(request.path());
        };
    }

    private ControlAnswer done(String path, Order order) throws InterruptedException {
        return switch (path) {
            case "/sync" -> orders.sync(order);
            case "/start" -> orders.start(order);
            case "/stop" -> orders.stop(order);
            case "/register" -> orders.register(order);
            case "/unregister" -> orders.unregister(order);
            default -> throw noSuch(path);
        };
    }

    private static Refused noSuch(String path) {
        return new Refused(HttpResponseStatus.NOT_FOUND, "there is no " + path + " here", "");
    }
}
