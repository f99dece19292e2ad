package io.flotilla.service.api;

import static java.util.Objects.requireNonNull;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/// Writes into the OpenAPI document what the parts of a [JobOrder] have to do with each other: a restore has an output
/// and a verification none, and one moment at the most is meant.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OrderRules implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Schema order = requireNonNull(document.getComponents().getSchemas().get("JobOrder"));
        order.oneOf(List.of(
                        kind("restore")
                                .addProperty("output", of(SchemaType.STRING))
                                .addRequired("output"),
                        kind("verify").addProperty("output", of(SchemaType.NULL))))
                .not(OASFactory.createSchema()
                        .addProperty("txId", of(SchemaType.STRING))
                        .addProperty("timestamp", of(SchemaType.STRING))
                        .required(List.of("txId", "timestamp")));
    }

    private static Schema kind(String name) {
        return OASFactory.createSchema()
                .addProperty("kind", OASFactory.createSchema().addEnumeration(name));
    }

    private static Schema of(SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }
}
