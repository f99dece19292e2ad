package io.flotilla.service.api;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/v1/log-level`: how much is logged.
@Path("/v1/log-level")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "configuration")
public final class LogLevelResource {

    private final Answers answers;
    private final LogLevels levels;

    LogLevelResource(Answers answers, LogLevels levels) {
        this.answers = answers;
        this.levels = levels;
    }

    @GET
    @Operation(
            operationId = "logLevels",
            summary = "How much is logged, by category",
            description = "What is not named goes by the nearest one above it.")
    @APIResponse(
            responseCode = "200",
            description = "The categories that say it themselves, by name",
            content = @Content(schema = @Schema(implementation = LogLevelView[].class)))
    public Response levels(@Context Request request) {
        return answers.tagged(request, levels.all());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setLogLevel",
            summary = "Logs more or less of a category, at once",
            description = "Until the process ends. A reload of the configuration sets io.flotilla anew. "
                    + "The audit log stays as it is.")
    @APIResponse(
            responseCode = "200",
            description = "So much is logged of it now",
            content = @Content(schema = @Schema(implementation = LogLevelView.class)))
    @APIResponse(responseCode = "413", description = "The body is longer than 64 KiB")
    @APIResponse(responseCode = "415", description = "The body is not JSON")
    public LogLevelView set(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LogLevelView.class)))
                    @Nullable
                    LogLevelView order) {
        if (order == null) {
            throw Refusal.badRequest("The body is missing");
        }
        return levels.follow(order);
    }
}
