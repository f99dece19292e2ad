package io.flotilla.service.config;

import io.flotilla.discovery.KeyTemplate;
import io.flotilla.signal.Address;
import io.flotilla.spi.PathPattern;
import io.flotilla.store.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether what stands outside of `dbs` makes sense.
record TopChecks(Values top, Findings findings) {

    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error");
    private static final List<String> FORMATS = List.of("text", "json", "pretty");
    private static final int MOST_LEVELS = Level.SNAPSHOT.value() - 1;
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMinutes(1);

    void run() {
        oneOf("logging.level", LEVELS);
        oneOf("logging.type", FORMATS);
        oneOf("multi-db.cold-sync-mode", List.of("snapshot", "none"));
        heartbeat();
        webhook();
        socket();
        snapshot();
        levels();
        if (top.isTrue("multi-db.enabled")) {
            multi();
        } else if (top.find("multi-db.patterns").isPresent()) {
            findings.note(top.line("multi-db.patterns", 1), "'multi-db' is not used: it says no 'enabled: true'");
        }
    }

    private void oneOf(String key, List<String> known) {
        top.find(key)
                .filter(value -> !known.contains(value.text().toLowerCase(Locale.ROOT)))
                .ifPresent(value -> findings.problem(
                        value.line(),
                        "'" + key + "' is one of " + String.join(", ", known) + ", not '" + value.text() + "'"));
    }

    private void heartbeat() {
        address("heartbeat-url")
                .ifPresent(readable -> findings.note(
                        readable.line(), "'heartbeat-url' goes over the network in the clear: use https"));
        top.find("heartbeat-interval")
                .filter(value -> Plain.duration(value.text())
                        .filter(length -> length.compareTo(SHORTEST_HEARTBEAT) < 0)
                        .isPresent())
                .ifPresent(value -> findings.problem(value.line(), "'heartbeat-interval' is at least 1m"));
        top.find("heartbeat-late-databases")
                .filter(value -> !value.text().matches("[0-9]{1,9}"))
                .ifPresent(value -> findings.problem(
                        value.line(),
                        "'heartbeat-late-databases' is a number of databases, not '" + value.text() + "'"));
    }

    private void webhook() {
        address("webhook-url")
                .ifPresent(readable -> findings.problem(
                        readable.line(),
                        "'webhook-url' goes over the network in the clear: use https, or allow that with the "
                                + "variables FLOTILLA_WEBHOOK_URL and FLOTILLA_WEBHOOK_INSECURE instead"));
    }

    /// An address that others can read; absent where there is none, or a better one.
    private Optional<Values.Value> address(String key) {
        return top.find(key).filter(value -> {
            try {
                return Address.unencrypted(value.text()).isReadable();
            } catch (IllegalArgumentException malformed) {
                findings.problem(value.line(), "'" + key + "' is no address: " + malformed.getMessage());
                return false;
            }
        });
    }

    private void socket() {
        top.find("socket.permissions")
                .filter(value -> ControlSocket.permissions(value.text()).isEmpty())
                .ifPresent(value -> findings.problem(
                        value.line(), "'permissions' is a file mode such as 0600, not '" + value.text() + "'"));
    }

    private void snapshot() {
        top.find("snapshot.retention")
                .ifPresent(retention -> top.find("snapshot.interval").ifPresent(interval -> {
                    Duration kept = Plain.duration(retention.text()).orElse(Duration.ZERO);
                    Duration made = Plain.duration(interval.text()).orElse(Duration.ZERO);
                    if (kept.compareTo(made) < 0) {
                        findings.note(
                                retention.line(),
                                "snapshots are kept for a shorter time than there is between two of them");
                    }
                }));
    }

    private void levels() {
        int count = ConfiguredLevels.count(top);
        if (count > MOST_LEVELS) {
            findings.problem(
                    top.line(ConfiguredLevels.interval(MOST_LEVELS), 1),
                    "there are levels 1 to " + MOST_LEVELS + ", and these are " + count);
        }
        Duration least = ConfiguredLevels.shortestLevel0();
        top.find(ConfiguredLevels.LEVEL_0)
                .filter(value -> Plain.duration(value.text())
                        .filter(length -> length.compareTo(least) < 0)
                        .isPresent())
                .ifPresent(value -> findings.note(
                        value.line(),
                        "'" + ConfiguredLevels.LEVEL_0 + "' is less than " + least.toMinutes()
                                + "m, and files stay for that long: until then another writer may not have seen them"));
    }

    private void multi() {
        int line = top.line("multi-db.enabled", 1);
        List<String> patterns =
                top.find("multi-db.patterns").map(Values.Value::items).orElse(List.of());
        if (patterns.isEmpty()) {
            findings.problem(line, "'multi-db' has no 'patterns': they say which files are databases");
        }
        for (String pattern : patterns) {
            checkPattern(pattern, top.line("multi-db.patterns", line));
        }
        boolean isTemplate = top.keys().stream().anyMatch(key -> key.startsWith("multi-db.replica-template."));
        if (!isTemplate) {
            findings.problem(line, "'multi-db' has no 'replica-template': it says where the copies go");
        }
        top.find("multi-db.max-hot-databases")
                .filter(value -> !value.text().matches("[0-9]{1,9}"))
                .ifPresent(value -> findings.problem(
                        value.line(), "'max-hot-databases' is a number of databases, not '" + value.text() + "'"));
    }

    private void checkPattern(String pattern, int line) {
        if (!pattern.startsWith("/") && !pattern.startsWith("~/")) {
            findings.problem(line, "the pattern '" + pattern + "' is not absolute: it begins with '/'");
            return;
        }
        try {
            PathPattern.capturing(pattern);
        } catch (IllegalArgumentException malformed) {
            findings.problem(line, String.valueOf(malformed.getMessage()));
        }
    }

    /// Whether a key is a template at all.
    static KeyTemplate template(String text, int line) {
        try {
            return KeyTemplate.of(text);
        } catch (IllegalArgumentException malformed) {
            throw new ConfigProblem(line, String.valueOf(malformed.getMessage()));
        }
    }
}
