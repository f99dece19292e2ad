package io.flotilla.service.config;

import io.flotilla.fleet.FleetSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a file says, checked.
///
/// @param file absolute
/// @param top what stands outside of `dbs`
/// @param databases in the order of the file; each is made anew when it is asked for
/// @param notes what its owner should know, each with file and line
/// @param variables which variables of the environment were read on a line
/// @param host what it was read with
public record Configuration(
        Path file, Values top, List<DatabaseEntry> databases, List<String> notes, VariableLines variables, Host host) {

    /// As long as Litestream takes where nothing is said.
    public static final Duration SHUTDOWN = Duration.ofSeconds(30);

    /// How often Litestream sends a heartbeat where nothing is said.
    private static final Duration HEARTBEAT = Duration.ofMinutes(5);

    /// What `replicate` is to run beside itself; absent where nothing.
    public Optional<String> exec() {
        return top.find("exec").map(Values.Value::text);
    }

    /// The directory below which state directories lie; absent where none is named.
    public Optional<Path> state() {
        return top.find("state").map(state -> Path.of(state.text()));
    }

    /// How long an orderly end may take.
    public Duration shutdownTimeout() {
        return top.find("shutdown-timeout")
                .flatMap(value -> Plain.duration(value.text()))
                .orElse(SHUTDOWN);
    }

    /// The level of the log; absent where none is named.
    public Optional<String> logLevel() {
        return top.find("logging.level").map(Values.Value::text);
    }

    /// Where the control API is served; absent where it is not.
    public Optional<ControlSocket> socket() {
        return top.isTrue("socket.enabled")
                ? Optional.of(new ControlSocket(
                        top.find("socket.path")
                                .map(path -> Path.of(path.text()))
                                .orElse(ControlSocket.USUAL),
                        top.find("socket.permissions")
                                .flatMap(mode -> ControlSocket.permissions(mode.text()))
                                .orElse(ControlSocket.OWNER_ALONE)))
                : Optional.empty();
    }

    /// A heartbeat as Litestream has it, but for how many databases may be late.
    ///
    /// @param interval within which everything has to reach its target
    public record Heartbeat(String url, Duration interval, int late) {}

    /// The heartbeat; absent where none is wanted.
    public Optional<Heartbeat> heartbeat() {
        return top.find("heartbeat-url")
                .map(url -> new Heartbeat(
                        url.text(),
                        top.find("heartbeat-interval")
                                .flatMap(value -> Plain.duration(value.text()))
                                .orElse(HEARTBEAT),
                        top.find("heartbeat-late-databases")
                                .map(value -> Integer.parseInt(value.text()))
                                .orElse(0)));
    }

    /// Where messages go; absent where nowhere.
    public Optional<String> webhook() {
        return top.find("webhook-url").map(Values.Value::text);
    }

    /// What is done with files on the target.
    public FleetSettings.Levels levels() {
        return new ConfiguredLevels(top, databases).settings();
    }

    boolean isMultiOn() {
        return top.isTrue("multi-db.enabled");
    }

    /// The kind of target of an entry: `file`, `s3`, …
    public String type(DatabaseEntry entry) {
        return new ReplicaReader(this).place(entry).type();
    }

    /// The patterns of `multi-db`; none where it is not used.
    public List<String> patterns() {
        return isMultiOn()
                ? top.find("multi-db.patterns").map(Values.Value::items).orElse(List.of())
                : List.of();
    }

    /// The kind of target of `multi-db`.
    public String multiType() {
        return new ReplicaReader(this).template().type();
    }

    /// The entry of a database; absent where the path is not listed.
    public Optional<DatabaseEntry> find(String path) {
        return databases.stream()
                .filter(entry -> !entry.isDirectory() && entry.path().equals(path))
                .findFirst();
    }
}
