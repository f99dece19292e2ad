package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.service.packaged.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program and a bucket.
class S3IT {

    private static final List<String> NAMES = List.of("a.db", "tenants/b.db", "tenants/with space/ä.db");

    @TempDir
    private Path temporary;

    private AtBucket here;
    private Path source;
    private S3Server server;
    private Program flotilla;

    @BeforeEach
    void start() throws Exception {
        here = new AtBucket(temporary);
        source = here.source();
        server = S3Server.start();
        flotilla = here.flotilla();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void restoresFromABucketWhatItReplicatedThere() throws Exception {
        for (String name : NAMES) {
            here.write(name, 1);
        }
        here.replicateOnce(server.url("fleet"));
        Path first = Files.copy(source.resolve("a.db"), temporary.resolve("first.db"));
        here.write("a.db", 200);
        assertThat(here.replicateOnce(server.url("fleet"))).contains("1 file, ");
        assertThat(here.replicateOnce(server.url("fleet"))).contains("0 files");

        Path restored = temporary.resolve("restored");
        flotilla.run("restore", "--all", server.url("fleet"), "-o", restored.toString());
        for (String name : NAMES) {
            assertThat(restored.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
        }
        Path earlier = temporary.resolve("earlier.db");
        flotilla.run("restore", server.url("fleet/a.db"), "-o", earlier.toString(), "--txid", "0000000000000001");
        assertThat(earlier).hasSameBinaryContentAs(first);
        assertThat(flotilla.run("ltx", server.url("fleet/a.db")).lines()).hasSize(3);
    }

    @Test
    void statusSaysWhatWasAskedOfTheBucketAndWhatThatCosts() throws Exception {
        here.write("a.db", 1);
        here.write("b.db", 1);
        here.replicateOnce(server.url("fleet"));
        String state = temporary.resolve("state").toString();

        String text = flotilla.run("status", "--state", state);
        assertThat(text)
                .startsWith("2 databases to s3://")
                .containsPattern("requests from \\S+ to \\S+: [0-9]+ put.* about 0\\.0000 USD \\(AWS S3 Standard")
                .containsPattern("of these in the last .*: [0-9.]+ a changed database and interval, ")
                .contains("a.db", "b.db");
        assertThat(flotilla.run("status", "--state", state, "--requests"))
                .isEqualTo(text.lines().limit(3).collect(Collectors.joining("\n", "", "\n")));
        assertThat(flotilla.run("status", "--state", state, "--requests", "--json"))
                .containsPattern(
                        "\"bill\":\\{\"currency\":\"USD\",.*\"all\":\\{.*\"put\":\\{\"done\":[0-9]+.*\"files\":2,")
                .contains("\"lately\":{");
    }

    @Test
    void followsADatabaseWhileItIsWritten() throws Exception {
        here.write("a.db", 1);
        Process running = flotilla.start(
                "replicate",
                source.toString(),
                server.url("fleet"),
                "--state",
                temporary.resolve("state").toString(),
                "--interval",
                "100ms");
        try {
            // Before that a signal ends the program at once.
            while (!Files.exists(temporary.resolve("state")) && running.isAlive()) {
                running.waitFor(20, TimeUnit.MILLISECONDS);
            }
            for (int round = 0; round < 20; round++) {
                here.write("a.db", 50);
            }
        } finally {
            running.destroy();
        }
        assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(running.exitValue()).as(flotilla.said()).isZero();

        Path restored = temporary.resolve("restored.db");
        flotilla.run("restore", server.url("fleet/a.db"), "-o", restored.toString());
        assertThat(restored).hasSameBinaryContentAs(source.resolve("a.db"));
    }

    @Test
    void aBucketThatIsNotThereIsOneClearError() throws Exception {
        here.write("a.db", 1);
        Program.Ended ended = flotilla.attempt(
                "restore", server.url("x").replace("s3://interop", "s3://nowhere"), "-o", "restored.db");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.error())
                .startsWith("Error: s3://nowhere/x: ")
                .contains("there is no such bucket: create it, or correct the URL");
    }

    /// Who waits for an answer is interrupted: a request alone would wait ten minutes.
    @Test
    void endsInTimeAndNamesWhatIsLeftWhereTheStoreFallsSilent() throws Exception {
        here.write("a.db", 1);
        var silent = new HttpFault.Silent();
        try (FaultyProxy proxy = FaultyProxy.before(server.port())) {
            var stored = new CountDownLatch(1);
            var struck = new CountDownLatch(1);
            proxy.add(counted(stored, request -> false), silent);
            Process running = flotilla.start(
                    "replicate",
                    source.toString(),
                    server.url("fleet", proxy.port()) + "&request-timeout=10m",
                    "--state",
                    temporary.resolve("state").toString(),
                    "--interval",
                    "100ms");
            try {
                assertThat(stored.await(2, TimeUnit.MINUTES))
                        .as(flotilla.said())
                        .isTrue();
                proxy.heal();
                proxy.add(counted(struck, request -> true), silent);
                here.write("a.db", 50);
                assertThat(struck.await(2, TimeUnit.MINUTES))
                        .as(flotilla.said())
                        .isTrue();
            } finally {
                running.destroy();
            }

            assertThat(running.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(running.exitValue()).isEqualTo(3);
            assertThat(flotilla.said()).contains("a.db");
            assertThat(proxy.fired(silent)).isPositive();
        }
    }

    /// Says when the first object of a replica was asked to be put.
    private static Predicate<HttpRequest> counted(CountDownLatch latch, Predicate<HttpRequest> strikes) {
        return request -> {
            if (request.method().equals("PUT") && request.target().contains("/0000/")) {
                latch.countDown();
            }
            return strikes.test(request);
        };
    }
}
