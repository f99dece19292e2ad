package io.flotilla.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flotilla.service.bill.Asked;
import io.flotilla.service.bill.Bill;
import io.flotilla.spi.SentRequest;
import io.flotilla.store.Prices;
import io.flotilla.store.SentRequests;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a fleet asked of its store, and what that costs.
///
/// @param currency of all costs
/// @param prices whose prices these are, and of when
/// @param all since the process began
/// @param lately in the last hour of that
@Schema(name = "Bill")
public record BillView(@Schema(examples = "USD") String currency, String prices, AskedView all, AskedView lately) {

    /// What was asked from one moment to another.
    ///
    /// @param requests as the store bills them, by kind and result
    /// @param files that were uploaded: one for each database in each interval in which it was changed
    /// @param cost of these requests
    /// @param costPerMonth of 30 days with as many, absent for less than a minute
    /// @param requestsPerChange for each of the files, those of merges and looks included, absent where none
    /// was uploaded
    @Schema(name = "Asked")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AskedView(
            Instant since,
            Instant until,
            Map<String, Map<String, Long>> requests,
            long bytesSent,
            long bytesReceived,
            long files,
            double cost,
            @Nullable Double costPerMonth,
            @Nullable Double requestsPerChange) {

        private static AskedView of(Asked asked, Prices prices) {
            return new AskedView(
                    asked.since(),
                    asked.until(),
                    byKind(asked.sent()),
                    asked.sent().bytesSent(),
                    asked.sent().bytesReceived(),
                    asked.files(),
                    prices.of(asked.sent()),
                    known(asked.month(prices)),
                    known(asked.perChange()));
        }
    }

    static BillView of(Bill bill, Prices prices) {
        return new BillView(
                prices.currency(),
                prices.asOf(),
                AskedView.of(bill.all(), prices),
                AskedView.of(bill.lately(), prices));
    }

    private static Map<String, Map<String, Long>> byKind(SentRequests sent) {
        var requests = new TreeMap<String, Map<String, Long>>();
        for (SentRequest.Kind kind : SentRequest.Kind.values()) {
            var results = new TreeMap<String, Long>();
            sent.requests()
                    .getOrDefault(kind, Map.of())
                    .forEach((result, count) -> results.put(FleetView.lower(result), count));
            requests.put(FleetView.lower(kind), results);
        }
        return requests;
    }

    private static @Nullable Double known(OptionalDouble number) {
        return number.isEmpty() ? null : Double.valueOf(number.getAsDouble());
    }
}
