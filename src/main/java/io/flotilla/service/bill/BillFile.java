package io.flotilla.service.bill;

import io.flotilla.spi.SentRequest;
import io.flotilla.store.SentRequests;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// The bill of a fleet in its state directory, so that `status` can tell of a process that runs, or has ended.
/// A file of properties: `all.put.done=12`, `lately.files=3`. It is written about once a minute, needs no sync,
/// and may be deleted.
public record BillFile(Path state) {

    private static final String NAME = "requests.properties";
    private static final String ALL = "all.";
    private static final String LATELY = "lately.";

    /// Puts this bill in the place of the last one.
    public void write(Bill bill) throws IOException {
        var lines = new Properties();
        put(lines, ALL, bill.all());
        put(lines, LATELY, bill.lately());
        Path unfinished = state.resolve(NAME + ".new");
        try (Writer writer = Files.newBufferedWriter(unfinished)) {
            lines.store(writer, "What was asked of the store, for 'flotilla status'");
        }
        Files.move(unfinished, state.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void put(Properties lines, String prefix, Asked asked) {
        lines.setProperty(prefix + "since", asked.since().toString());
        lines.setProperty(prefix + "until", asked.until().toString());
        lines.setProperty(prefix + "files", String.valueOf(asked.files()));
        lines.setProperty(prefix + "bytes-sent", String.valueOf(asked.sent().bytesSent()));
        lines.setProperty(prefix + "bytes-received", String.valueOf(asked.sent().bytesReceived()));
        asked.sent()
                .requests()
                .forEach((kind, results) -> results.forEach((result, count) ->
                        lines.setProperty(prefix + lower(kind) + "." + lower(result), String.valueOf(count))));
    }

    /// The last one; absent where there is none, or it is not understood.
    public Optional<Bill> read() throws IOException {
        var lines = new Properties();
        try (Reader reader = Files.newBufferedReader(state.resolve(NAME))) {
            lines.load(reader);
            return Optional.of(new Bill(asked(lines, ALL), asked(lines, LATELY)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static Asked asked(Properties lines, String prefix) {
        Map<SentRequest.Kind, Map<SentRequest.Result, Long>> requests = new EnumMap<>(SentRequest.Kind.class);
        for (SentRequest.Kind kind : SentRequest.Kind.values()) {
            Map<SentRequest.Result, Long> results = new EnumMap<>(SentRequest.Result.class);
            for (SentRequest.Result result : SentRequest.Result.values()) {
                long count = number(lines, prefix + lower(kind) + "." + lower(result), "0");
                if (count > 0) {
                    results.put(result, count);
                }
            }
            if (!results.isEmpty()) {
                requests.put(kind, results);
            }
        }
        return new Asked(
                Instant.parse(lines.getProperty(prefix + "since", "")),
                Instant.parse(lines.getProperty(prefix + "until", "")),
                new SentRequests(
                        requests,
                        number(lines, prefix + "bytes-sent", ""),
                        number(lines, prefix + "bytes-received", "")),
                number(lines, prefix + "files", ""));
    }

    private static long number(Properties lines, String name, String otherwise) {
        return Long.parseLong(lines.getProperty(name, otherwise));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
