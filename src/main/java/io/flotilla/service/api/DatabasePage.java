package io.flotilla.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Some databases of a list.
///
/// @param items may be fewer than asked for, and none, although more follow: each answer looks at a part of the list
/// @param next the cursor of the next part, absent at the end
@Schema(name = "DatabasePage")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabasePage(
        List<DatabaseView> items, @Nullable String next) {

    /// In its own copy.
    public DatabasePage {
        items = List.copyOf(items);
    }
}
