package io.flotilla.service.cli;

import io.flotilla.service.bill.Asked;
import io.flotilla.service.bill.Bill;
import io.flotilla.store.Prices;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// What a fleet asked of its store, with these prices.
record BillText(Prices prices) {

    /// Two lines: since the start, and at the present rate.
    String lines(Bill bill) {
        Asked all = bill.all();
        Asked lately = bill.lately();
        return "requests from " + second(all.since()) + " to " + second(all.until()) + ": "
                + SentText.of(all.sent(), prices) + System.lineSeparator() + "of these in the last "
                + Sizes.duration(lately.length()) + ": "
                + rounded(lately.perChange(), "none uploaded", " a changed database and interval") + ", "
                + rounded(lately.month(prices), "too short to say what a month costs", " " + month());
    }

    private static Instant second(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS);
    }

    private String month() {
        return prices.currency() + " a month at this rate, without what the files cost that lie there";
    }

    private static String rounded(OptionalDouble number, String otherwise, String unit) {
        return number.isEmpty() ? otherwise : String.format(Locale.ROOT, "%.2f%s", number.getAsDouble(), unit);
    }

    Map<String, Object> object(Bill bill) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("currency", prices.currency());
        object.put("prices", prices.asOf());
        object.put("all", object(bill.all()));
        object.put("lately", object(bill.lately()));
        return object;
    }

    private Map<String, Object> object(Asked asked) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("since", asked.since());
        object.put("until", asked.until());
        object.put("requests", SentText.object(asked.sent(), prices));
        object.put("files", asked.files());
        object.put("requests_per_change", known(asked.perChange()));
        object.put("cost_per_month", known(asked.month(prices)));
        return object;
    }

    private static Object known(OptionalDouble number) {
        return number.isEmpty() ? Json.UNKNOWN : SentText.rounded(number.getAsDouble());
    }
}
