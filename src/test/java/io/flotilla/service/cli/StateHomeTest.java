package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateHomeTest {

    private static final TargetUrl BACKUP = TargetUrl.parse("s3://bucket/backup");

    @TempDir
    Path directory;

    @Test
    void liesInTheStateDirectoryOfTheUser() {
        Path named = directory.resolve("named");
        assertThat(StateHome.of(Map.of("XDG_STATE_HOME", named.toString()), directory)
                        .directory())
                .isEqualTo(named.resolve("flotilla"));
        assertThat(StateHome.of(Map.of(), directory).directory()).isEqualTo(directory.resolve(".local/state/flotilla"));
    }

    @Test
    void takesARelativeStateDirectoryForNone() {
        assertThat(StateHome.of(Map.of("XDG_STATE_HOME", "state"), directory).directory())
                .isEqualTo(directory.resolve(".local/state/flotilla"));
    }

    @Test
    void namesAStateDirectoryAfterSourceAndTarget() {
        Path state = home().of(directory.resolve("my app"), BACKUP);

        assertThat(state.getParent()).isEqualTo(home().directory());
        assertThat(state.getFileName().toString()).matches("my_app-[0-9a-f]{8}\\.to\\.backup-[0-9a-f]{8}");
    }

    @Test
    void keepsSourcesAndTargetsOfOneNameApart() {
        assertThat(home().of(Path.of("/a/app"), BACKUP)).isNotEqualTo(home().of(Path.of("/b/app"), BACKUP));
        assertThat(home().of(Path.of("/a/app"), BACKUP))
                .isNotEqualTo(home().of(Path.of("/a/app"), TargetUrl.parse("s3://other/backup")));
    }

    @Test
    void findsOnePlaceUnderEachOfItsNames() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), source);

        assertThat(home().of(link, BACKUP)).isEqualTo(home().of(source, BACKUP));
        assertThat(home().of(directory.resolve("x/../source/"), BACKUP)).isEqualTo(home().of(source, BACKUP));
    }

    @Test
    void staysTheSameWhenTheSourceIsGone() throws IOException {
        Path source = Files.createDirectory(directory.toRealPath().resolve("source"));
        Path state = home().of(source, BACKUP);
        Files.delete(source);

        assertThat(home().of(source, BACKUP)).isEqualTo(state);
    }

    @Test
    void hasANameForTheRootAndForNoNameAtAll() {
        assertThat(home().of(Path.of("/"), TargetUrl.parse("/")).getFileName().toString())
                .matches("root-[0-9a-f]{8}\\.to\\.-[0-9a-f]{8}");
    }

    @Test
    void findsAllTargetsOfOneSource() throws IOException {
        Path source = Path.of("/a/app");
        Path one = Files.createDirectories(home().of(source, BACKUP));
        Path two = Files.createDirectories(home().of(source, TargetUrl.parse("s3://other/x")));
        Path other = Files.createDirectories(home().of(Path.of("/b/app"), BACKUP));

        assertThat(home().findAll(source)).containsExactlyInAnyOrder(one, two);
        assertThat(home().findAll()).containsExactlyInAnyOrder(one, two, other);
    }

    @Test
    void findsNothingWhereNothingWasReplicated() throws IOException {
        assertThat(home().findAll()).isEmpty();
    }

    private StateHome home() {
        return new StateHome(directory.resolve("state"));
    }
}
