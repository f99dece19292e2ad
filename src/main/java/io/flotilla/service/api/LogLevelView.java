package io.flotilla.service.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How much is logged of one category, which is a package or a class.
///
/// @param category all that is Flotilla's where it is absent
@Schema(
        name = "LogLevel",
        examples = "{\"category\":\"io.flotilla.fleet\",\"level\":\"debug\"}",
        requiredProperties = "level",
        additionalProperties = Schema.False.class)
public record LogLevelView(
        @Nullable @Schema(nullable = true, defaultValue = "io.flotilla", pattern = CATEGORY, maxLength = 200)
        String category,

        @Nullable @Schema(enumeration = {"trace", "debug", "info", "warn", "error"})
        String level) {

    static final String CATEGORY = "^io\\.flotilla(?:\\.[A-Za-z][A-Za-z0-9]*)*$";
}
