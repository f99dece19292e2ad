package io.flotilla.service.api;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.fleet.Requests;
import io.flotilla.service.live.Running;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/v1/databases`: the list, one database, and what can be asked for it.
@Path("/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "databases")
public final class DatabasesResource {

    private static final int LONGEST_WAIT = 60;
    private static final int LONGEST_PROMOTION = 24 * 60 * 60;

    private final Answers answers;
    private final Audit audit;

    DatabasesResource(Answers answers, Audit audit) {
        this.answers = answers;
        this.audit = audit;
    }

    @GET
    @Operation(operationId = "databases", summary = "Databases by filter, order and cursor")
    @APIResponse(
            responseCode = "200",
            description = "A page of them",
            content = @Content(schema = @Schema(implementation = DatabasePage.class)))
    public Response list(@BeanParam DatabaseQuery query, @Context Request request) {
        return answers.tagged(request, new DatabaseList(answers.fleet()).page(query));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "database", summary = "One database")
    @APIResponse(
            responseCode = "200",
            description = "The database",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public Response one(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id,
            @Context Request request) {
        Running running = answers.fleet();
        return answers.tagged(request, new DatabaseList(running).view(row(running, id)));
    }

    @GET
    @Path("/by-path")
    @Operation(operationId = "databaseByPath", summary = "The database with an absolute path")
    @APIResponse(
            responseCode = "200",
            description = "The database",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public Response byPath(
            @QueryParam("path")
                    @DefaultValue("")
                    @Parameter(
                            description = "The absolute path",
                            required = true,
                            example = "/srv/tenants/acme/main.db")
                    String path,
            @Context Request request) {
        Running running = answers.fleet();
        DatabaseRow row = DatabaseList.find(running, path)
                .orElseThrow(() -> Refusal.notFound("There is no database with the path '" + path + "'"));
        return answers.tagged(request, new DatabaseList(running).view(row));
    }

    @GET
    @Path("/{id}/files")
    @Operation(operationId = "files", summary = "The files of its replica")
    @APIResponse(
            responseCode = "200",
            description = "The newest first, at most 1,000",
            content = @Content(schema = @Schema(implementation = FileView[].class)))
    public Response files(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id,
            @Context Request request)
            throws IOException {
        Running running = answers.fleet();
        return answers.tagged(request, ReplicaView.of(running, row(running, id)).files());
    }

    @GET
    @Path("/{id}/restore-points")
    @Operation(operationId = "restorePoints", summary = "The states that can be restored")
    @APIResponse(
            responseCode = "200",
            description = "The newest first, at most 200",
            content = @Content(schema = @Schema(implementation = RestorePointView[].class)))
    public Response restorePoints(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id,
            @Context Request request)
            throws IOException {
        Running running = answers.fleet();
        return answers.tagged(request, ReplicaView.of(running, row(running, id)).restorePoints());
    }

    @POST
    @Path("/{id}/sync")
    @Operation(operationId = "sync", summary = "Brings what is new to the target now")
    @APIResponse(
            responseCode = "200",
            description = "The database after its turn",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    @APIResponse(
            responseCode = "202",
            description = "The turn is not over yet",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    @APIResponse(responseCode = "409", description = "It is paused")
    public Response sync(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id,
            @QueryParam("wait")
                    @DefaultValue("0")
                    @Parameter(
                            description = "How many seconds to wait for the end of its turn",
                            schema = @Schema(implementation = Integer.class, minimum = "0", maximum = "60"))
                    String wait)
            throws InterruptedException {
        Running running = answers.fleet();
        DatabaseRow row = row(running, id);
        int seconds = number("wait", wait, LONGEST_WAIT);
        Requests requests = running.fleet().requests();
        if (requests.paused().contains(row.id())) {
            throw new Refusal(Response.Status.CONFLICT, "Database " + id + " is paused: resume it first");
        }
        requests.sync(row.id());
        boolean isOver = seconds > 0 && requests.awaitTurn(row.id(), Duration.ofSeconds(seconds));
        DatabaseView view = new DatabaseList(running).view(running.catalog().row(row.id()));
        return Response.status(isOver ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(view)
                .build();
    }

    @POST
    @Path("/{id}/pause")
    @Operation(
            operationId = "pause",
            summary = "Leaves it alone until it is resumed, or until the next start",
            description = "What is written meanwhile is not on the target.")
    @APIResponse(
            responseCode = "200",
            description = "The database",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public DatabaseView pause(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id) {
        Running running = answers.fleet();
        DatabaseRow row = row(running, id);
        audit.note("pause", row.path());
        running.fleet().requests().pause(row.id());
        return new DatabaseList(running).view(row);
    }

    @POST
    @Path("/{id}/resume")
    @Operation(operationId = "resume", summary = "Goes on with one that was paused")
    @APIResponse(
            responseCode = "200",
            description = "The database",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public DatabaseView resume(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id) {
        Running running = answers.fleet();
        DatabaseRow row = row(running, id);
        audit.note("resume", row.path());
        running.fleet().requests().resume(row.id());
        return new DatabaseList(running).view(row);
    }

    @POST
    @Path("/{id}/promote")
    @Operation(operationId = "promote", summary = "Makes it hot for a while, as far as the budget has room")
    @APIResponse(
            responseCode = "200",
            description = "The database",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public DatabaseView promote(
            @PathParam("id")
                    @Parameter(
                            description = "Its number",
                            schema = @Schema(implementation = Integer.class, minimum = "1"),
                            example = "17")
                    String id,
            @QueryParam("seconds")
                    @DefaultValue("3600")
                    @Parameter(
                            description = "For how long",
                            schema = @Schema(implementation = Integer.class, minimum = "0", maximum = "86400"))
                    String seconds) {
        Running running = answers.fleet();
        DatabaseRow row = row(running, id);
        Duration length = Duration.ofSeconds(number("seconds", seconds, LONGEST_PROMOTION));
        running.fleet().requests().promote(row.id(), length);
        return new DatabaseList(running).view(running.catalog().row(row.id()));
    }

    private static int number(String parameter, String text, int most) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > most) {
            throw Refusal.badRequest(parameter + " is a number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }

    /// The database with this number.
    static DatabaseRow row(Running running, String id) {
        boolean isNumber = id.matches("[1-9][0-9]{0,8}");
        if (!isNumber || Integer.parseInt(id) > running.catalog().size()) {
            throw Refusal.notFound("There is no database '" + id + "'");
        }
        return running.catalog().row(new DatabaseId(Integer.parseInt(id)));
    }
}
