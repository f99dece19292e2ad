package io.flotilla.service.api;

import io.flotilla.service.bill.Bill;
import io.flotilla.store.Prices;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/v1/fleet` and `/v1/targets`: the whole.
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "fleet")
public final class FleetResource {

    private final Answers answers;
    private final InstantSource clock;
    private final Prices prices;

    FleetResource(Answers answers, InstantSource clock, Prices prices) {
        this.prices = prices;
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
    @Path("/fleet/bill")
    @Operation(operationId = "bill", summary = "What was asked of the stores, and what that costs")
    @APIResponse(
            responseCode = "200",
            description = "The bill",
            content = @Content(schema = @Schema(implementation = BillView.class)))
    public Response bill(
            @Context Request request,
            @Parameter(description = "The name of a fleet; all together where it is not said")
                    @QueryParam("fleet")
                    @Nullable
                    String fleet) {
        Instant now = clock.instant();
        Bill bill = DatabaseAddress.fleets(answers.fleets(), Optional.ofNullable(fleet)).stream()
                .map(each -> each.target().account().bill(now))
                .reduce(Bill::and)
                .orElseThrow();
        return answers.tagged(request, BillView.of(bill, prices));
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
