package io.flotilla.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.PathBytes;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.service.live.Running;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// Which database a request is about.
public final class DatabaseAddress {

    static final String FLEET = "The name of its fleet; needed where there are several, for each has its own numbers";

    @PathParam("id")
    @Parameter(
            description = "Its number",
            schema = @Schema(implementation = Integer.class, minimum = "1"),
            example = "17")
    String id = "";

    @QueryParam("fleet")
    @Parameter(description = FLEET)
    @Nullable
    String fleet;

    /// @throws Refusal where there is none, or several
    KnownDatabase in(List<Running> fleets) {
        return find(fleets, Optional.ofNullable(fleet), id);
    }

    /// The database with this number.
    ///
    /// @param fleet absent where it was not said
    /// @throws Refusal where there is none, or several
    static KnownDatabase find(List<Running> fleets, Optional<String> fleet, String id) {
        List<Running> meant = fleets(fleets, fleet);
        if (meant.size() > 1) {
            throw Refusal.badRequest(
                    "There are several fleets, and each has its own numbers: say fleet=NAME, one of " + names(meant));
        }
        boolean isNumber = id.matches("[1-9][0-9]{0,8}");
        Running one = meant.getFirst();
        if (!isNumber || Integer.parseInt(id) > one.catalog().size()) {
            throw Refusal.notFound("There is no database '" + id + "'");
        }
        return new KnownDatabase(one, new DatabaseId(Integer.parseInt(id)));
    }

    /// The database with this absolute path, in the first of the fleets that are meant.
    static Optional<KnownDatabase> find(List<Running> fleets, String path) {
        boolean isPath = path.startsWith("/") && path.indexOf('\0') < 0;
        return isPath ? KnownDatabase.find(fleets, PathBytes.toPath(path.getBytes(UTF_8))) : Optional.empty();
    }

    /// The fleets that are meant: the one with the name, or all.
    ///
    /// @throws Refusal where there is none with the name
    static List<Running> fleets(List<Running> fleets, Optional<String> name) {
        List<Running> meant = fleets.stream()
                .filter(each -> name.isEmpty() || each.name().equals(name.get()))
                .toList();
        if (meant.isEmpty()) {
            throw Refusal.notFound("There is no fleet '" + name.orElse("") + "', but " + names(fleets));
        }
        return meant;
    }

    private static String names(List<Running> fleets) {
        return Running.names(fleets.stream().map(Running::name).toList());
    }
}
