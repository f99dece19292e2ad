package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Registration;
import io.flotilla.service.metrics.SampleFleet;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists of many databases, page by page.
class DatabaseListTest {

    private static final int DATABASES = 30_000;

    private static final Comparator<DatabaseView> BY_FLEET = Comparator.comparing(DatabaseView::fleet);

    @TempDir
    private Path directory;

    @Test
    void eachOrderShowsEveryDatabaseOnceAndMakesFewRowsForAPage() throws Exception {
        try (var fleet = new SampleFleet(directory, DATABASES)) {
            for (String order : List.of("id", "name")) {
                List<DatabaseView> all = all(fleet, query -> query.order = order);
                assertThat(all).hasSize(DATABASES);
                assertThat(all).extracting(DatabaseView::id).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void thoseThatWaitComeByTheirAge() throws Exception {
        try (var fleet = new SampleFleet(directory, 1000)) {
            for (int id : List.of(700, 3, 50)) {
                fleet.running().fleet().protection().noticed(new DatabaseId(id));
            }
            List<DatabaseView> late = all(fleet, query -> {
                query.order = "lag";
                query.limit = "2";
            });

            assertThat(late).extracting(DatabaseView::id).containsExactlyInAnyOrder(700, 3, 50);
            assertThat(late).extracting(DatabaseView::unprotectedSince).isSorted();
        }
    }

    @Test
    void severalFleetsAreOneListInEachOrder() throws Exception {
        try (var one = new SampleFleet(directory, "a", 1200);
                var other = new SampleFleet(directory, "b", 700)) {
            List<SampleFleet> both = List.of(one, other);
            List<DatabaseView> byId = all(both, query -> query.order = "id");
            List<DatabaseView> byName = all(both, query -> query.order = "name");
            other.running().fleet().protection().noticed(new DatabaseId(3));
            one.running().fleet().protection().noticed(new DatabaseId(3));
            List<DatabaseView> late = all(both, query -> {
                query.order = "lag";
                query.limit = "1";
            });

            assertThat(byId).hasSize(1900).isSortedAccordingTo(BY_FLEET.thenComparing(DatabaseView::id));
            assertThat(Set.copyOf(byName)).isEqualTo(Set.copyOf(byId)).hasSize(1900);
            assertThat(byName)
                    .isSortedAccordingTo(
                            Comparator.comparing(DatabaseView::path).thenComparing(BY_FLEET));
            assertThat(late).extracting(DatabaseView::fleet).containsExactlyInAnyOrder("a", "b");
            assertThat(late).extracting(DatabaseView::id).containsOnly(3);
        }
    }

    @Test
    void filtersFindWhatFitsAcrossPages() throws Exception {
        try (var fleet = new SampleFleet(directory, DATABASES)) {
            assertThat(all(fleet, query -> query.project = "project7")).hasSize(DATABASES / SampleFleet.PROJECTS);
            assertThat(all(fleet, query -> query.name = "project7/**")).hasSize(DATABASES / SampleFleet.PROJECTS);
            assertThat(all(fleet, query -> query.state = "failed")).isEmpty();
            assertThat(all(fleet, query -> query.tier = "hot")).isEmpty();
        }
    }

    @Test
    void whatIsNoQueryIsRefusedByName() throws Exception {
        try (var fleet = new SampleFleet(directory, 1)) {
            assertThatThrownBy(() -> all(fleet, query -> query.limit = "501")).hasMessageContaining("limit");
            assertThatThrownBy(() -> all(fleet, query -> query.order = "size")).hasMessageContaining("id, name, lag");
            assertThatThrownBy(() -> all(fleet, query -> query.state = "happy")).hasMessageContaining("active");
            assertThatThrownBy(() -> all(fleet, query -> query.cursor = "%%%")).hasMessageContaining("cursor");
            assertThatThrownBy(() -> all(fleet, query -> query.name = "[")).hasMessageContaining("glob");
        }
    }

    @Test
    void whatIsNoQueryIsRefusedAlsoWhereNothingIsToBeListed() {
        for (String order : List.of("id", "name", "lag")) {
            var query = new DatabaseQuery();
            query.order = order;
            query.limit = "x";
            assertThatThrownBy(() -> new DatabaseList(List.of()).page(query))
                    .as(order)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("limit");
        }
    }

    @Test
    void aCursorIsShortHoweverLongNamesAre() throws Exception {
        try (var fleet = new SampleFleet(directory, "f".repeat(255), 1)) {
            Path deep = directory.resolve(("d".repeat(250) + "/").repeat(15));
            fleet.running()
                    .catalog()
                    .register(List.of(
                            new Registration(deep.resolve("a.db"), ObjectKey.of("a.db")),
                            new Registration(deep.resolve("b.db"), ObjectKey.of("b.db"))));
            for (int id : List.of(1, 2, 3)) {
                fleet.running().fleet().protection().noticed(new DatabaseId(id));
            }
            for (String order : List.of("id", "name", "lag")) {
                List<DatabaseView> all = all(fleet, query -> {
                    query.order = order;
                    query.limit = "1";
                });
                assertThat(all).extracting(DatabaseView::id).containsExactlyInAnyOrder(1, 2, 3);
            }
        }
    }

    @Test
    void aCursorThatNoListGaveIsNotFound() throws Exception {
        try (var one = new SampleFleet(directory, "a", 2);
                var other = new SampleFleet(directory, "b", 2)) {
            var query = new DatabaseQuery();
            query.order = "name";
            String behindTheEnd = query.cursor("3 a");
            String ofOther = query.cursor("1 b");
            String ofNone = query.cursor("0 a");
            String ofAnotherOrder = new DatabaseQuery().cursor("1 a");
            for (String cursor : List.of("1", "%%%", "true", ofAnotherOrder, behindTheEnd, ofOther, ofNone)) {
                assertThatThrownBy(() -> all(one, asked -> {
                            asked.order = "name";
                            asked.cursor = cursor;
                        }))
                        .isInstanceOfSatisfying(
                                Refusal.class,
                                refusal ->
                                        assertThat(refusal.problem().status()).isEqualTo(404));
            }
            assertThat(all(List.of(one, other), asked -> {
                        asked.order = "name";
                        asked.cursor = ofOther;
                    }))
                    .isNotEmpty();
        }
    }

    @Test
    void theSchemaOfANameTakesWhatIsAGlob() {
        List<String> globs =
                List.of("", "acme/**", "a[b-c]?", "[]a]", "[!a]", "[a!]", "{a,[}]}", "{a\\},b}", "a\\[", "}");
        List<String> others = List.of("[", "[a", "[]", "[!]", "[a/b]", "[!a/]", "{a", "{a,{b}}", "{a\\}", "a\\", "{[}");
        var query = new DatabaseQuery();
        for (String glob : globs) {
            query.name = glob;
            assertThat(glob).matches(DatabaseQuery.GLOB);
            assertThat(query.name()).isPresent();
        }
        for (String other : others) {
            query.name = other;
            assertThat(other).doesNotMatch(DatabaseQuery.GLOB);
            assertThatThrownBy(query::name).isInstanceOf(Refusal.class);
        }
    }

    private static List<DatabaseView> all(SampleFleet fleet, Consumer<DatabaseQuery> asked) {
        return all(List.of(fleet), asked);
    }

    private static List<DatabaseView> all(List<SampleFleet> fleets, Consumer<DatabaseQuery> asked) {
        List<DatabaseView> all = new ArrayList<>();
        var query = new DatabaseQuery();
        query.limit = "500";
        asked.accept(query);
        DatabasePage page;
        do {
            var list =
                    new DatabaseList(fleets.stream().map(SampleFleet::running).toList());
            page = list.page(query);
            assertThat(list.rowsMade()).isLessThanOrEqualTo(DatabaseList.MOST_ROWS);
            all.addAll(page.items());
            query.cursor = page.next();
            assertThat(query.cursor == null ? 0 : query.cursor.length())
                    .isLessThanOrEqualTo(DatabaseQuery.LONGEST_CURSOR);
        } while (query.cursor != null);
        return all;
    }
}
