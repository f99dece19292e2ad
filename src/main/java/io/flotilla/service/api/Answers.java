package io.flotilla.service.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.Reload;
import io.flotilla.service.live.Running;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What all resources do alike: they need fleets, and give what they found with a tag by which a caller who
/// has it already is told so.
@Singleton
final class Answers {

    private static final int TAG_BYTES = 12;

    private final Fleets fleets;
    private final ObjectMapper mapper;

    Answers(Fleets fleets, ObjectMapper mapper) {
        this.fleets = fleets;
        this.mapper = mapper;
    }

    /// The fleets that run, by name; at least one.
    List<Running> fleets() {
        List<Running> all = fleets.all();
        if (all.isEmpty()) {
            throw absent();
        }
        return all;
    }

    /// What makes the process read its configuration again.
    Reload reload() {
        return fleets.reload().orElseThrow(Answers::absent);
    }

    private static Refusal absent() {
        return new Refusal(Status.SERVICE_UNAVAILABLE, "The fleets are not there yet, or end");
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
