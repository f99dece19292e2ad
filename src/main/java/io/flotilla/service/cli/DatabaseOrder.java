package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What a command asks of the process that replicates about one database, and what it says of the answer.
final class DatabaseOrder {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "DATABASE", description = "The path of the database.")
    private String database;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long it may take. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Mixin
    private ControlOptions control = new ControlOptions();

    ControlOptions control() {
        return control;
    }

    /// The absolute path of the database.
    String path() {
        return ControlOptions.database(database);
    }

    /// Asks for it.
    ///
    /// @param what for example `sync`
    /// @param more what is said beside the path and the timeout
    /// @throws CommandFailure where it is not done; the text says why
    JsonNode ask(String what, Map<String, Object> more) throws IOException {
        var body = new LinkedHashMap<>(more);
        body.put("path", path());
        body.put("timeout", timeout);
        return control.client(timeout).post(what, body);
    }

    /// Asks for a database to be in a state, and says what became of it.
    void bringTo(String state, String what) throws IOException {
        JsonNode done = ask(what, Map.of());
        var fields = new LinkedHashMap<String, Object>();
        fields.put("state", state);
        fields.put("txid", done.path("txid").asLong());
        print(done.path("status").asText(), done, fields);
    }

    /// Says what was done: the status, the database, what more there is, the socket.
    void print(String status, JsonNode done, Map<String, Object> more) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("status", status);
        fields.put("db_path", done.path("path").asText());
        fields.putAll(more);
        fields.put("socket", control.socket());
        print(fields);
    }

    void print(Map<String, Object> fields) {
        control.print(fields, command.commandLine().getOut());
    }
}
