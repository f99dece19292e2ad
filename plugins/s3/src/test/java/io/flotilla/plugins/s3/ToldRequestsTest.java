package io.flotilla.plugins.s3;

import static io.flotilla.plugins.contract.FaultyProxy.each;
import static io.flotilla.plugins.contract.FaultyProxy.first;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static io.flotilla.plugins.s3.Objects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.SentRequest;
import io.flotilla.spi.SentRequest.Kind;
import io.flotilla.spi.SentRequest.Result;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What is told of requests, beside what the server saw.
final class ToldRequestsTest {

    private final List<SentRequest> told = new CopyOnWriteArrayList<>();

    @Test
    void isLoadedOnceMoreBesideTheSameSdkAsDevModeDoesAfterAChange() throws Exception {
        String name = ToldRequests.class.getName();
        URL classes = ToldRequests.class.getProtectionDomain().getCodeSource().getLocation();
        try (var again = new URLClassLoader(new URL[] {classes}, ToldRequests.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
                return wanted.equals(name) ? findClass(wanted) : super.loadClass(wanted, resolve);
            }
        }) {
            Class<?> first = Class.forName(name, true, ToldRequests.class.getClassLoader());
            Class<?> second = Class.forName(name, true, again);

            assertThat(second).isNotSameAs(first);
        }
    }

    @Test
    void tellsOfEachRequestThatTheServerSaw() throws Exception {
        try (S3Server server = S3Server.start();
                FaultyProxy proxy = FaultyProxy.before(server.port());
                ReplicaTarget target = open(proxy)) {
            server.makeBucket("told");
            proxy.add(first(1, each("PUT")), HttpFault.s3Error(503, "SlowDown"));

            put(target, "a", random(100));
            put(target, "a", random(100));
            put(target, "a", random(100));
            read(target, "a");
            put(target, "large", random(11_000_000));
            target.list(ListRequest.below(ObjectKey.ROOT));
            target.delete(List.of(ObjectKey.of("a"), ObjectKey.of("large")));
            proxy.add(each("GET"), HttpFault.s3Error(403, "AccessDenied"));
            assertThat(catchThrowable(() -> read(target, "a"))).isNotNull();

            assertThat(told).hasSameSizeAs(proxy.requests());
        }
        assertThat(told.getFirst())
                .isEqualTo(new SentRequest(
                        Kind.PUT, Result.UNAVAILABLE, 100, told.getFirst().bytesReceived()));
        assertThat(count(Kind.PUT, Result.DONE)).isEqualTo(1 + 1 + 3 + 1);
        assertThat(count(Kind.PUT, Result.ALREADY_EXISTS)).isEqualTo(1);
        assertThat(count(Kind.HEAD, Result.NOT_FOUND)).isEqualTo(1);
        assertThat(count(Kind.READ, Result.DONE)).isEqualTo(1);
        assertThat(count(Kind.READ, Result.REFUSED)).isEqualTo(1);
        assertThat(count(Kind.LIST, Result.DONE)).isEqualTo(1);
        assertThat(count(Kind.DELETE, Result.DONE)).isEqualTo(1);
        assertThat(told.stream()
                        .filter(each -> each.kind() == Kind.PUT)
                        .mapToLong(SentRequest::bytesSent)
                        .sum())
                .isGreaterThan(11_000_300);
        assertThat(told.stream()
                        .filter(each -> each.kind() == Kind.READ)
                        .findFirst()
                        .orElseThrow()
                        .bytesReceived())
                .isEqualTo(100);
    }

    private long count(Kind kind, Result result) {
        return told.stream()
                .filter(each -> each.kind() == kind && each.result() == result)
                .count();
    }

    private ReplicaTarget open(FaultyProxy proxy) throws Exception {
        return new S3TargetFactory()
                .open(
                        URI.create("s3://told"),
                        new Settings(Opened.settings(proxy.port())),
                        new Surroundings(Opened.THREADS, warning -> {}, told::add));
    }
}
