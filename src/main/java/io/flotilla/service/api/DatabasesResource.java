package io.flotilla.service.api;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Requests;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.service.live.Running;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

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
    @Operation(operationId = "databases", summary = "Databases of all fleets, by filter, order and cursor")
    @APIResponse(
            responseCode = "200",
            description = "A page of them",
            content = @Content(schema = @Schema(implementation = DatabasePage.class)))
    public Response list(@BeanParam DatabaseQuery query, @Context Request request) {
        List<Running> meant = DatabaseAddress.fleets(answers.fleets(), query.fleet());
        return answers.tagged(request, new DatabaseList(meant).page(query));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "database", summary = "One database")
    @APIResponse(
            responseCode = "200",
            description = "The database",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public Response one(@BeanParam DatabaseAddress address, @Context Request request) {
        return answers.tagged(request, view(known(address)));
    }

    @GET
    @Path("/by-path")
    @Operation(operationId = "databaseByPath", summary = "The database with an absolute path, whichever fleet has it")
    @APIResponse(
            responseCode = "200",
            description = "The database; where several fleets have it, that of the first by name",
            content = @Content(schema = @Schema(implementation = DatabaseView.class)))
    public Response byPath(
            @QueryParam("path")
                    @DefaultValue("")
                    @Parameter(
                            description = "The absolute path",
                            required = true,
                            example = "/srv/tenants/acme/main.db")
                    String path,
            @QueryParam("fleet") @Parameter(description = "Only in the fleet with this name") @Nullable String fleet,
            @Context Request request) {
        List<Running> meant = DatabaseAddress.fleets(answers.fleets(), Optional.ofNullable(fleet));
        KnownDatabase known = DatabaseAddress.find(meant, path)
                .orElseThrow(() -> Refusal.notFound("There is no database with the path '" + path + "'"));
        return answers.tagged(request, view(known));
    }

    @GET
    @Path("/{id}/files")
    @Operation(operationId = "files", summary = "The files of its replica")
    @APIResponse(
            responseCode = "200",
            description = "The newest first, at most 1,000",
            content = @Content(schema = @Schema(implementation = FileView[].class)))
    public Response files(@BeanParam DatabaseAddress address, @Context Request request) throws IOException {
        return answers.tagged(request, ReplicaView.of(known(address)).files());
    }

    @GET
    @Path("/{id}/restore-points")
    @Operation(operationId = "restorePoints", summary = "The states that can be restored")
    @APIResponse(
            responseCode = "200",
            description = "The newest first, at most 200",
            content = @Content(schema = @Schema(implementation = RestorePointView[].class)))
    public Response restorePoints(@BeanParam DatabaseAddress address, @Context Request request) throws IOException {
        return answers.tagged(request, ReplicaView.of(known(address)).restorePoints());
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
            @BeanParam DatabaseAddress address,
            @QueryParam("wait")
                    @DefaultValue("0")
                    @Parameter(
                            description = "How many seconds to wait for the end of its turn",
                            schema = @Schema(implementation = Integer.class, minimum = "0", maximum = "60"))
                    String wait)
            throws InterruptedException {
        KnownDatabase known = known(address);
        int seconds = number("wait", wait, LONGEST_WAIT);
        if (known.isPaused()) {
            throw new Refusal(Response.Status.CONFLICT, known.row().path() + " is paused: resume it first");
        }
        known.requests().sync(known.id());
        boolean isOver = seconds > 0 && known.requests().awaitTurn(known.id(), Duration.ofSeconds(seconds));
        return Response.status(isOver ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(view(known))
                .build();
    }

    @POST
    @Path("/{id}/pause")
    @Operation(
            operationId = "pause",
            summary = "Leaves it alone until it is resumed, or until the next start",
            description = "What is written meanwhile is not on the target.")
    public DatabaseView pause(@BeanParam DatabaseAddress address) {
        return done("pause", known(address), Requests::pause);
    }

    @POST
    @Path("/{id}/resume")
    @Operation(operationId = "resume", summary = "Goes on with one that was paused")
    public DatabaseView resume(@BeanParam DatabaseAddress address) {
        return done("resume", known(address), Requests::resume);
    }

    @POST
    @Path("/{id}/promote")
    @Operation(operationId = "promote", summary = "Makes it hot for a while, as far as the budget has room")
    public DatabaseView promote(
            @BeanParam DatabaseAddress address,
            @QueryParam("seconds")
                    @DefaultValue("3600")
                    @Parameter(
                            description = "For how long",
                            schema = @Schema(implementation = Integer.class, minimum = "0", maximum = "86400"))
                    String seconds) {
        KnownDatabase known = known(address);
        Duration length = Duration.ofSeconds(number("seconds", seconds, LONGEST_PROMOTION));
        return done("promote", known, (requests, id) -> requests.promote(id, length));
    }

    /// Does it, and notes who asked for what.
    private DatabaseView done(String what, KnownDatabase known, BiConsumer<Requests, DatabaseId> doing) {
        audit.note(what, known.row().path());
        doing.accept(known.requests(), known.id());
        return view(known);
    }

    private KnownDatabase known(DatabaseAddress address) {
        return address.in(answers.fleets());
    }

    private static DatabaseView view(KnownDatabase known) {
        return FleetPart.of(known.fleet()).view(known.id());
    }

    private static int number(String parameter, String text, int most) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > most) {
            throw Refusal.badRequest(parameter + " is a number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }
}
