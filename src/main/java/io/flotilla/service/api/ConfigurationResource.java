package io.flotilla.service.api;

import io.flotilla.service.live.Reloaded;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/v1/configuration`: what the process was told to do.
@Path("/v1/configuration")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "configuration")
public final class ConfigurationResource {

    private final Answers answers;
    private final Audit audit;

    ConfigurationResource(Answers answers, Audit audit) {
        this.answers = answers;
        this.audit = audit;
    }

    @GET
    @Operation(
            operationId = "configuration",
            summary = "What counts for each fleet, wherever it was said",
            description = "`flotilla config show` tells where each value of a file comes from.")
    @APIResponse(
            responseCode = "200",
            description = "What counts, by the names of the fleets",
            content = @Content(schema = @Schema(implementation = ConfigurationView[].class)))
    public Response configuration(@Context Request request) {
        return answers.tagged(
                request, answers.fleets().stream().map(ConfigurationView::of).toList());
    }

    @POST
    @Path("/reload")
    @Operation(
            operationId = "reload",
            summary = "Reads the configuration again and follows it, as SIGHUP does",
            description = "Fleets that are not wanted any more do their last sync before the answer comes.")
    @APIResponse(
            responseCode = "200",
            description = "It is followed: what came, what went, and what stayed",
            content = @Content(schema = @Schema(implementation = Reloaded.Followed.class)))
    @APIResponse(
            responseCode = "409",
            description = "It cannot be followed, by file and line, and everything goes on as before")
    @APIResponse(responseCode = "500", description = "It is followed in part: some fleets are not replicated")
    public Response reload() throws InterruptedException {
        audit.note("reload", "configuration");
        return switch (answers.reload().reload()) {
            case Reloaded.Followed followed -> Response.ok(followed).build();
            case Reloaded.Refused(var problems) -> throw new Refusal(Response.Status.CONFLICT, lines(problems));
            case Reloaded.Incomplete(var problems) ->
                throw new Refusal(Response.Status.INTERNAL_SERVER_ERROR, lines(problems));
        };
    }

    private static String lines(List<String> problems) {
        return String.join("\n", problems);
    }
}
