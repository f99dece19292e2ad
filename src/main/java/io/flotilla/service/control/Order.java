package io.flotilla.service.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;

/// What the body of a request says.
///
/// @param path the database, as it was written
/// @param isWaitedFor whether the answer comes when it is done
/// @param timeout how long it may take, at most an hour
/// @param replica where the replica is to be; empty where nothing is said
record Order(String path, boolean isWaitedFor, Duration timeout, String replica) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    /// What it does not know it passes over, as Litestream does.
    static Order of(String body) {
        JsonNode json = json(body);
        String path = json.path("path").asText("");
        if (path.isEmpty()) {
            throw Refused.badRequest("path required");
        }
        return new Order(
                path,
                json.path("wait").asBoolean(false),
                timeout(json.path("timeout").asLong(0)),
                json.path("replica_url").asText(""));
    }

    private static Duration timeout(long seconds) {
        return seconds <= 0 ? USUAL : Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
    }

    private static JsonNode json(String body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (IOException malformed) {
            // said below, without what the parser thinks of it
        }
        throw Refused.badRequest("invalid request body: a JSON object is needed, such as {\"path\": \"/srv/app.db\"}");
    }
}
