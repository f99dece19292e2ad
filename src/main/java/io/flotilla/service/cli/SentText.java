package io.flotilla.service.cli;

import io.flotilla.spi.SentRequest;
import io.flotilla.store.Prices;
import io.flotilla.store.SentRequests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The requests that went to a store, and their price, as text.
final class SentText {

    private static final double DIGITS = 1e6;

    private SentText() {}

    /// `12 put, 3 list (1 unavailable), 0.0001 USD by the prices of …`.
    static String of(SentRequests sent, Prices prices) {
        List<String> parts = new ArrayList<>();
        for (SentRequest.Kind kind : SentRequest.Kind.values()) {
            if (sent.of(kind) > 0) {
                parts.add(sent.of(kind) + " " + kind.name().toLowerCase(Locale.ROOT) + failed(sent, kind));
            }
        }
        return String.join(", ", parts) + "; " + Sizes.bytes(sent.bytesSent()) + " sent, "
                + Sizes.bytes(sent.bytesReceived()) + " received; about "
                + String.format(Locale.ROOT, "%.4f %s (%s)", prices.of(sent), prices.currency(), prices.asOf());
    }

    private static String failed(SentRequests sent, SentRequest.Kind kind) {
        List<String> others = new ArrayList<>();
        for (SentRequest.Result result : SentRequest.Result.values()) {
            if (result != SentRequest.Result.DONE && sent.of(kind, result) > 0) {
                others.add(sent.of(kind, result) + " " + name(result));
            }
        }
        return others.isEmpty() ? "" : " (" + String.join(", ", others) + ")";
    }

    private static String name(SentRequest.Result result) {
        return result.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Map<String, Object> object(SentRequests sent, Prices prices) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (SentRequest.Kind kind : SentRequest.Kind.values()) {
            Map<String, Object> results = new LinkedHashMap<>();
            for (SentRequest.Result result : SentRequest.Result.values()) {
                if (sent.of(kind, result) > 0) {
                    results.put(result.name().toLowerCase(Locale.ROOT), sent.of(kind, result));
                }
            }
            if (!results.isEmpty()) {
                object.put(kind.name().toLowerCase(Locale.ROOT), results);
            }
        }
        object.put("bytes_sent", sent.bytesSent());
        object.put("bytes_received", sent.bytesReceived());
        object.put("cost", rounded(prices.of(sent)));
        return object;
    }

    static double rounded(double amount) {
        return Math.round(amount * DIGITS) / DIGITS;
    }
}
