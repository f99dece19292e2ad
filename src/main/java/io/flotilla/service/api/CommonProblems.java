package io.flotilla.service.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// Writes into the OpenAPI document the problems in which every request may end.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class CommonProblems implements OASFilter {

    private static final Map<String, String> PROBLEMS = Map.of(
            "400", "The request is not understood",
            "401", "No valid token",
            "403", "The token's role does not suffice, or the place is not allowed",
            "404", "There is no such thing",
            "406", "No such representation",
            "421", "This host name is not served here",
            "429", "Too many requests, or too many without a valid token",
            "502", "The target failed",
            "503", "The fleets are not there yet, or end");

    /// What the server refuses before anything is known of the request, so without a body.
    private static final Map<String, String> TOO_LONG = Map.of(
            "414", "The first line of the request is longer than 4 KiB",
            "431", "The headers of the request are longer than 16 KiB");

    @Override
    public Operation filterOperation(Operation operation) {
        PROBLEMS.forEach((status, text) -> operation.getResponses().addAPIResponse(status, response(text)));
        TOO_LONG.forEach((status, text) -> operation
                .getResponses()
                .addAPIResponse(status, OASFactory.createAPIResponse().description(text)));
        return operation;
    }

    private static APIResponse response(String text) {
        return OASFactory.createAPIResponse()
                .description(text)
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
    }
}
