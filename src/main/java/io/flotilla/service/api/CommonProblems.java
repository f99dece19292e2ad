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
            "429", "Too many requests",
            "502", "The target failed",
            "503", "The fleets are not there yet, or end");

    @Override
    public Operation filterOperation(Operation operation) {
        PROBLEMS.forEach((status, text) -> operation.getResponses().addAPIResponse(status, response(text)));
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
