package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// The janitor and uploads that never ended, at a real server.
class JanitorCommandTest {

    private static final String FILE = "/0009/0000000000000001-0000000000000009.ltx";

    private final BlobStore store = new OlderUploads(BlobStores.create("transient-nio2", new Properties()));
    private S3Proxy server;
    private FaultyProxy proxy;

    /// All were begun three days earlier than they were, but those of objects called young.
    private static final class OlderUploads extends ForwardingBlobStore {

        OlderUploads(BlobStore store) {
            super(store);
        }

        @Override
        public List<MultipartUpload> listMultipartUploads(String container) {
            return super.listMultipartUploads(container).stream()
                    .map(upload -> upload.copy(copy -> copy.initiated(upload.initiated()
                            .minus(upload.key().contains("young") ? Duration.ZERO : Duration.ofDays(3)))))
                    .toList();
        }
    }

    @BeforeEach
    void start() throws Exception {
        store.createContainer("bucket");
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.NONE, "", "")
                .build();
        server.start();
        proxy = FaultyProxy.before(server.getPort());
        for (String name : List.of("fleet/a.db" + FILE, "fleet/b/c.db" + FILE, "fleet/young.db" + FILE, "other/d")) {
            begin(name);
        }
    }

    private void begin(String name) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + "/bucket/" + name + "?uploads");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest post = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        server.stop();
        store.close();
    }

    @Tag("S-18")
    @Test
    void saysFirstAndThenThrowsAwayWhatNobodyWillEnd() {
        assertThat(run("--dry-run"))
                .contains("would throw away  a.db" + FILE + ": an upload that was begun at ")
                .contains("would throw away  b/c.db" + FILE)
                .endsWith("Would remove 0 files, 0 B, of 0 replicas, and 2 unfinished uploads\n");
        assertThat(run("--match", "b/**", "--json"))
                .contains("\"unfinished_uploads\":1")
                .contains("\"unfinished_uploads_stay\":\"\"");
        assertThat(run()).endsWith("Removed 0 files, 0 B, of 0 replicas, and 1 unfinished upload\n");
        assertThat(run()).isEqualTo("\nRemoved 0 files, 0 B, of 0 replicas\n");
    }

    @Tag("S-18")
    @Test
    void saysOnceThatItMayNotLook() {
        var fault = proxy.add(request -> request.target().contains("uploads"), HttpFault.s3Error(403, "AccessDenied"));

        assertThat(run()).containsOnlyOnce("NOTE  unfinished uploads stay: ").contains("permission denied");
        assertThat(proxy.fired(fault)).isEqualTo(1);
    }

    private String run(String... options) {
        var out = new StringWriter();
        CommandLine line = new CommandLine(new JanitorCommand(InstantSource.system())).setOut(new PrintWriter(out));
        var arguments = new String[options.length + 1];
        arguments[0] = "s3://bucket/fleet?endpoint=http://127.0.0.1:" + proxy.port()
                + "&region=us-east-1&access-key-id=a&secret-access-key=b";
        System.arraycopy(options, 0, arguments, 1, options.length);
        assertThat(line.execute(arguments)).isZero();
        return out.toString();
    }
}
