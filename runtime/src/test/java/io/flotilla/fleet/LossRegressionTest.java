package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.spi.Tier;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ways in which an earlier prototype and Litestream have lost what was committed. Each restore is, byte for byte,
/// what SQLite makes of the database.
class LossRegressionTest {

    @TempDir
    Path directory;

    private SqliteProcess application;

    @BeforeEach
    void start() throws Exception {
        application = SqliteProcess.start();
        Files.createDirectory(directory.resolve("source"));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private void play(LossScript script, Tier tier) throws Exception {
        try (var peer = new FlotillaPeer(directory, tier, "source")) {
            var scene = new LossScript.Scene(directory, application, peer);
            script.play(scene);
            assertThat(scene.databases()).isNotEmpty();
            for (String name : scene.databases()) {
                Path output = directory.resolve("restored-" + name);
                assertThat(peer.restore(name, output)).isZero();
                assertThat(output).hasBinaryContent(RecoveredCopy.bytes(scene.database(name)));
            }
        }
    }

    @Test
    @Tag("L-1")
    void writesThatTheDatabaseFileDoesNotShow() throws Exception {
        play(LossScript.WRITES_THAT_THE_DATABASE_FILE_DOES_NOT_SHOW, Tier.COLD);
    }

    @Test
    @Tag("L-2")
    void aBusyDatabaseThatIsCold() throws Exception {
        play(LossScript.A_BUSY_DATABASE_THAT_IS_COLD, Tier.COLD);
    }

    @Test
    @Tag("L-3")
    void aGapBeforeARestartedLog() throws Exception {
        play(LossScript.A_GAP_BEFORE_A_RESTARTED_LOG, Tier.COLD);
    }

    @Test
    @Tag("L-4")
    void openWriteClose() throws Exception {
        play(LossScript.OPEN_WRITE_CLOSE, Tier.HOT);
    }

    @Test
    @Tag("L-5")
    void moreThanCanBeHot() throws Exception {
        play(LossScript.MORE_THAN_CAN_BE_HOT, Tier.HOT);
    }

    @Test
    @Tag("L-6")
    void theLastSecond() throws Exception {
        play(LossScript.THE_LAST_SECOND, Tier.HOT);
    }

    @Test
    @Tag("L-7")
    void writesWhileItWasDown() throws Exception {
        play(LossScript.WRITES_WHILE_IT_WAS_DOWN, Tier.HOT);
    }

    /// Two roots with a file of one name: the start is refused and names both. Without the second one, the
    /// first is whole.
    @Test
    @Tag("L-8")
    void twoDatabasesOfOneName() throws Exception {
        Files.createDirectory(directory.resolve("other"));
        writeOne("source");
        writeOne("other");
        try (var peer = new FlotillaPeer(directory, Tier.HOT, "source", "other")) {
            assertThatThrownBy(peer::attemptOnce)
                    .isInstanceOf(SharedReplicaException.class)
                    .hasMessageContainingAll("other/a.db and ", "source/a.db", "give one of them another key or root");
        }
        Files.delete(directory.resolve("other/a.db"));
        try (var peer = new FlotillaPeer(directory, Tier.HOT, "source", "other")) {
            assertThat(peer.attemptOnce().problems()).isEmpty();
            Path output = directory.resolve("restored.db");
            assertThat(peer.restore("a.db", output)).isZero();
            assertThat(output).hasBinaryContent(Files.readAllBytes(directory.resolve("source/a.db")));
        }
    }

    private void writeOne(String root) throws Exception {
        application
                .open(directory.resolve(root).resolve("a.db"), "CREATE TABLE t(v)")
                .execute("INSERT INTO t VALUES('" + root + "')")
                .close();
    }

    @Test
    @Tag("L-9")
    void theLogStaysWithinBounds() throws Exception {
        play(LossScript.LOG_WITHIN_BOUNDS, Tier.HOT);
    }

    /// What cannot be done is not accepted: no word of a configuration goes unheard.
    @Test
    @Tag("L-9")
    void encryptionThatNobodyWouldDoIsRefused() {
        TargetUrl url = TargetUrl.parse("file://" + directory.resolve("target") + "?age-recipients=age1xyz");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Targets.installed().open(url))
                .withMessageContaining("age-recipients");
    }

    @Test
    @Tag("L-10")
    void aCommitBeforeARestartedLog() throws Exception {
        play(LossScript.A_COMMIT_BEFORE_A_RESTARTED_LOG, Tier.HOT);
    }

    @Test
    @Tag("L-11")
    void aPlainRestart() throws Exception {
        play(LossScript.A_PLAIN_RESTART, Tier.HOT);
    }
}
