package io.flotilla.service.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/// Writes into the OpenAPI document that an empty parameter of a query counts as none, as Quarkus has it.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class EmptyValues implements OASFilter {

    @Override
    public Parameter filterParameter(Parameter parameter) {
        return parameter.getIn() == Parameter.In.QUERY ? parameter.allowEmptyValue(true) : parameter;
    }
}
