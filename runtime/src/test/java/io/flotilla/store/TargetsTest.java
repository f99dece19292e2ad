package io.flotilla.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

    private final List<String> asked = new ArrayList<>();
    private final Targets targets = new Targets(List.of(factory("s3"), factory("file")));

    @Test
    void givesTheUrlAndItsParametersToThePlugInOfItsScheme() throws IOException {
        var url = TargetUrl.parse("S3://my_bucket/some/prefix?endpoint=http%3A%2F%2Flocalhost%3A9000&key=a+b%2Fc");

        try (OpenTarget open = targets.open(url, new Settings(Map.of("key", "configured", "region", "eu")))) {
            assertThat(open.layout()).isEqualTo(ReplicaLayout.HEXADECIMAL_LEVELS);
        }

        assertThat(asked)
                .containsExactly("s3 s3://my_bucket/some/prefix endpoint=http://localhost:9000 key=a+b/c region=eu");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///srv/backup, file:///srv/backup",
        "file:/srv/backup/, file:///srv/backup",
        "file://localhost/srv/a%20b, file:///srv/a%20b",
        "file:///srv/a%FFb, file:///srv/a%FFb",
        "file:///, file:///",
        "/srv/./a b, file:///srv/a%20b",
        "/srv/a:b, file:///srv/a:b",
        "/srv/10%, file:///srv/10%25",
        "/srv/a#b?c, file:///srv/a%23b%3Fc"
    })
    void takesAPathOrAFileUrl(String text, String uri) {
        assertThat(TargetUrl.parse(text).uri()).isEqualTo(URI.create(uri));
    }

    @Test
    void startsARelativePathAtTheWorkingDirectory() {
        assertThat(TargetUrl.parse("backup").uri())
                .isEqualTo(Path.of("").toAbsolutePath().resolve("backup").toUri());
    }

    @Test
    void goesUpFromWhereALinkLeads(@TempDir Path directory) throws IOException {
        Path real = directory.toRealPath();
        Files.createDirectories(real.resolve("elsewhere/deep"));
        Files.createSymbolicLink(real.resolve("link"), real.resolve("elsewhere/deep"));

        assertThat(TargetUrl.parse(real + "/link/../backup").uri())
                .isEqualTo(real.resolve("elsewhere/backup").toUri());
        assertThatThrownBy(() -> TargetUrl.parse(real + "/nowhere/../backup"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/nowhere/..' does not exist");
    }

    @Test
    void findsThePlugInsOfTheClassPath(@TempDir Path directory) throws IOException {
        var url = TargetUrl.parse("file://" + directory.toRealPath() + "/not-utf8-%FF");
        var name = new FileName(ObjectKey.of("a.db"), Level.CAPTURED, TxIdRange.of(TxId.FIRST));

        try (OpenTarget open = Targets.installed().open(url)) {
            var store = new LtxStore(open.target(), open.layout());
            store.put(List.of(new NewFile(name, new BytesPayload(new byte[7]), Instant.EPOCH)));
            assertThat(store.list(name.replica())).extracting(ReplicaFile::name).containsExactly(name);
        }

        Path stored = Path.of(URI.create(url.uri() + "/a.db/ltx/0/0000000000000001-0000000000000001.ltx"));
        assertThat(stored).isRegularFile();
    }

    @Test
    void listsTheSchemesThatAreThereForAnUnknownOne() {
        assertThatThrownBy(() -> targets.open(TargetUrl.parse("gs://bucket/prefix")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No plug-in for gs://. There are: file://, s3://");
    }

    @ParameterizedTest
    @CsvSource({
        "'', No target",
        "s3://bucket/a b, write a space or another special character as %XX",
        "s3://bucket/a#b, write %23",
        "s3://bucket/a?x, name=value",
        "s3://bucket/a?x=1&x=2, stands there twice",
        "s3://bucket/a%zz, %",
        "file://srv/backup, three slashes",
        "file:backup, absolute path",
        "s3://, Malformed"
    })
    void saysInOneLineWhatIsWrongWithAUrl(String text, String why) {
        assertThatThrownBy(() -> TargetUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void showsNoSecret() {
        var url = TargetUrl.parse("s3://user:secret@bucket/prefix?secret-key=secret");

        assertThat(url).hasToString("s3://bucket/prefix");
        assertThatThrownBy(() -> TargetUrl.parse("s3://user:secret@bucket/a b?secret-key=secret"))
                .message()
                .doesNotContain("secret");
    }

    @Test
    void refusesTwoPlugInsOfOneScheme() {
        assertThatThrownBy(() -> new Targets(List.of(factory("s3"), factory("s3"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Two plug-ins for s3://");
    }

    private TargetFactory factory(String scheme) {
        return new TargetFactory() {
            @Override
            public String scheme() {
                return scheme;
            }

            @Override
            public ReplicaLayout layout() {
                return ReplicaLayout.HEXADECIMAL_LEVELS;
            }

            @Override
            public ReplicaTarget open(URI url, Settings settings) {
                var names = settings.values().entrySet().stream()
                        .map(Map.Entry::toString)
                        .sorted()
                        .toList();
                asked.add(scheme + " " + url + " " + String.join(" ", names));
                return new MemoryTarget();
            }
        };
    }
}
