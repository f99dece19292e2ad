package io.flotilla.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.catalog.DatabaseState;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Tier;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// Which databases are asked for, in which order, and from where on.
public final class DatabaseQuery {

    static final int MOST = 500;

    /// Longer than a moment, a number and a fleet's name are in it.
    static final int LONGEST_CURSOR = 512;

    /// What stands inside and outside of braces alike: an escaped character, or a choice of characters.
    private static final String ANYWHERE = "\\\\[\\s\\S]|\\[(?:[^!/][^\\]/]*|![^\\]/]+)\\]";

    /// A glob ([PathPattern]). All that this cannot tell is a range that goes backwards, such as `[z-a]`.
    static final String GLOB = "^(?:[^\\[{\\\\]|" + ANYWHERE + "|\\{(?:[^\\[{}\\\\]|" + ANYWHERE + ")*\\})*$";

    @QueryParam("fleet")
    @Parameter(description = "Only those of the fleet with this name")
    @Nullable
    String fleet;

    @QueryParam("tier")
    @Parameter(
            description = "Only those in this tier",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"hot", "cold"}))
    @Nullable
    String tier;

    @QueryParam("state")
    @Parameter(
            description = "Only those in this state",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {
                                "active",
                                "waiting",
                                "lagging",
                                "resync",
                                "degraded",
                                "fenced",
                                "unsupported",
                                "missing",
                                "failed"
                            }))
    @Nullable
    String state;

    @QueryParam("project")
    @Parameter(description = "Only those of this project", example = "acme")
    @Nullable
    String project;

    @QueryParam("name")
    @Parameter(
            description = "Only those whose replica's key matches this glob",
            schema = @Schema(type = SchemaType.STRING, pattern = GLOB),
            example = "acme/**")
    @Nullable
    String name;

    @QueryParam("order")
    @DefaultValue("id")
    @Parameter(
            description = "By fleet and number, by path, or the longest lag first; the last has those alone that wait",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"id", "name", "lag"},
                            defaultValue = "id"))
    String order = "id";

    @QueryParam("limit")
    @DefaultValue("100")
    @Parameter(
            description = "How many at the most",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "100"))
    String limit = "100";

    @QueryParam("cursor")
    @Parameter(
            description = "What the last page gave as next, in the same order",
            schema = @Schema(type = SchemaType.STRING, maxLength = LONGEST_CURSOR))
    @Nullable
    String cursor;

    /// In which order they come.
    enum Order {
        ID,
        NAME,
        LAG
    }

    Optional<String> fleet() {
        return Optional.ofNullable(fleet);
    }

    Optional<Tier> tier() {
        return Optional.ofNullable(tier).map(text -> one(Tier.class, "tier", text));
    }

    Optional<DatabaseState> state() {
        return Optional.ofNullable(state).map(text -> one(DatabaseState.class, "state", text));
    }

    Order order() {
        return one(Order.class, "order", order);
    }

    int limit() {
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
            throw Refusal.badRequest("limit is a number from 1 to " + MOST);
        }
        return Integer.parseInt(limit);
    }

    Optional<PathPattern> name() {
        try {
            return Optional.ofNullable(name).map(PathPattern::of);
        } catch (IllegalArgumentException malformed) {
            throw Refusal.badRequest("name is no glob: " + malformed.getMessage());
        }
    }

    Optional<String> project() {
        return Optional.ofNullable(project);
    }

    /// What stands in a cursor of this kind; absent at the beginning.
    Optional<String> after() {
        return Optional.ofNullable(cursor).filter(text -> !text.isEmpty()).map(text -> {
            String decoded = decode(text);
            String kind = order() + ":";
            if (!decoded.startsWith(kind)) {
                throw noCursor();
            }
            return decoded.substring(kind.length());
        });
    }

    private static String decode(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw noCursor();
        }
    }

    /// A cursor is the name of a place in a list, and there is none of this name.
    static Refusal noCursor() {
        return Refusal.notFound("cursor is none that a list in this order gave: begin again without it");
    }

    /// The cursor behind which a list goes on.
    String cursor(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((order() + ":" + last).getBytes(UTF_8));
    }

    private static <E extends Enum<E>> E one(Class<E> type, String parameter, String text) {
        for (E each : type.getEnumConstants()) {
            if (FleetView.lower(each).equals(text)) {
                return each;
            }
        }
        throw Refusal.badRequest(parameter + " is one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }
}
