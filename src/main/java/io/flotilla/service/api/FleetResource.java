package io.flotilla.service.api;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/v1/fleet` and `/v1/targets`: the whole.
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "fleet")
public final class FleetResource {

    private final Answers answers;
    private final InstantSource clock;

    FleetResource(Answers answers, InstantSource clock) {
        this.answers = answers;
        this.clock = clock;
    }

    @GET
    @Path("/fleet")
    @Operation(operationId = "fleet", summary = "How everything fares, and each fleet")
    @APIResponse(
            responseCode = "200",
            description = "The whole, and its fleets",
            content = @Content(schema = @Schema(implementation = FleetView.class)))
    public Response fleet(@Context Request request) {
        return answers.tagged(request, FleetView.of(answers.fleets(), clock.instant()));
    }

    @GET
    @Path("/targets")
    @Operation(operationId = "targets", summary = "Where replicas are, and what was asked there")
    @APIResponse(
            responseCode = "200",
            description = "The targets",
            content = @Content(schema = @Schema(implementation = TargetView[].class)))
    public Response targets(@Context Request request) {
        return answers.tagged(
                request, answers.fleets().stream().map(TargetView::of).toList());
    }
}
