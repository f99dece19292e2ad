package io.flotilla.service.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.service.live.Running;
import io.flotilla.service.live.RunningFleet;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What all resources do alike: they need a fleet, and give what they found with a tag by which a caller who has it
/// already is told so.
@Singleton
final class Answers {

    private static final int TAG_BYTES = 12;

    private final RunningFleet running;
    private final ObjectMapper mapper;

    Answers(RunningFleet running, ObjectMapper mapper) {
        this.running = running;
        this.mapper = mapper;
    }

    /// The fleet that runs.
    Running fleet() {
        return running.find()
                .orElseThrow(() -> new Refusal(Status.SERVICE_UNAVAILABLE, "The fleet is not there yet, or ends"));
    }

    /// The entity, or that it is still what the caller has.
    Response tagged(Request request, Object entity) {
        try {
            byte[] json = mapper.writeValueAsBytes(entity);
            var tag = new EntityTag(tag(json));
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            Response.ResponseBuilder answer =
                    unchanged == null ? Response.ok(json, MediaType.APPLICATION_JSON) : unchanged;
            return answer.tag(tag).build();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Our own answer is no JSON", impossible);
        }
    }

    private static String tag(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json), 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }
}
