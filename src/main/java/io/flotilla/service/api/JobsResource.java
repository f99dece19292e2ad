package io.flotilla.service.api;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/// `/v1/jobs`: restores and verifications, and how far they are.
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "jobs")
public final class JobsResource {

    private static final Duration TICK = Duration.ofMillis(500);
    private static final int LONGEST_KEY = 200;

    private final Answers answers;
    private final Jobs jobs;

    JobsResource(Answers answers, Jobs jobs) {
        this.answers = answers;
        this.jobs = jobs;
    }

    @GET
    @Operation(operationId = "jobs", summary = "The latest jobs, the newest first")
    public List<JobView> list() {
        return jobs.list();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createJob",
            summary = "Restores a database to a new file, or proves that it can be restored",
            description = "The same Idempotency-Key gives the same job again, and nothing is done twice.")
    @APIResponse(
            responseCode = "201",
            description = "The job was made",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(
            responseCode = "200",
            description = "The job was there already",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "409", description = "The output is there, or the key was used for another order")
    @APIResponse(responseCode = "413", description = "The body is longer than 64 KiB")
    @APIResponse(responseCode = "415", description = "The body is not JSON")
    public Response create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = JobOrder.class)))
                    @Nullable
                    JobOrder order,
            @HeaderParam("Idempotency-Key")
                    @Parameter(
                            description = "Of the caller's choice",
                            schema = @Schema(type = SchemaType.STRING, maxLength = 200))
                    @Nullable
                    String key) {
        if (order == null) {
            throw Refusal.badRequest("The body is missing");
        }
        if (key != null && key.length() > LONGEST_KEY) {
            throw Refusal.badRequest("Idempotency-Key has at most " + LONGEST_KEY + " characters");
        }
        Jobs.Created created = jobs.create(answers.fleets(), order, Optional.ofNullable(key));
        return Response.status(created.isNew() ? Response.Status.CREATED : Response.Status.OK)
                .location(URI.create("/v1/jobs/" + created.job().id()))
                .entity(created.job().view())
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "job", summary = "One job")
    public JobView one(@PathParam("id") String id) {
        return job(id).view();
    }

    @GET
    @Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(operationId = "jobEvents", summary = "How far a job is, twice a second until it is over")
    @APIResponse(
            responseCode = "200",
            description = "Events, each with the job as its data",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            requiredProperties = "data",
                                            properties =
                                                    @SchemaProperty(
                                                            name = "data",
                                                            type = SchemaType.STRING,
                                                            contentMediaType = MediaType.APPLICATION_JSON,
                                                            contentSchema = JobView.class))))
    public Multi<JobView> events(@PathParam("id") String id) {
        Job job = job(id);
        Multi<JobView> until = Multi.createFrom()
                .ticks()
                .every(TICK)
                .onOverflow()
                .drop()
                .map(tick -> job.view())
                .select()
                .first(view -> !view.isOver());
        Multi<JobView> end = Multi.createFrom().item(job::view);
        return Multi.createBy().concatenating().streams(until, end);
    }

    private Job job(String id) {
        return jobs.find(id).orElseThrow(() -> Refusal.notFound("There is no job '" + id + "'"));
    }
}
