package io.flotilla.service.bill;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.SentRequest;
import io.flotilla.spi.SentRequest.Kind;
import io.flotilla.spi.SentRequest.Result;
import io.flotilla.store.RequestMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillFileTest {

    @TempDir
    private Path state;

    @Test
    void givesBackTheLastBill() throws IOException {
        var meter = new RequestMeter();
        meter.accept(new SentRequest(Kind.PUT, Result.ALREADY_EXISTS, 7, 0));
        meter.accept(new SentRequest(Kind.READ, Result.DONE, 0, 100));
        Instant begin = Instant.parse("2026-11-26T12:00:00Z");
        var account = new Account(begin, meter::sent, () -> 3);
        Bill first = account.bill(begin.plusSeconds(90));
        meter.accept(new SentRequest(Kind.LIST, Result.REFUSED, 0, 0));
        Bill second = account.bill(begin.plusSeconds(4000).plusNanos(1));
        var file = new BillFile(state);

        file.write(first);
        file.write(second);

        assertThat(file.read()).contains(second);
        assertThat(state).isDirectoryContaining("glob:**requests.properties").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void hasNoneBeforeTheFirstOrWhereItIsNotUnderstood() throws IOException {
        assertThat(new BillFile(state).read()).isEmpty();

        Files.writeString(state.resolve("requests.properties"), "all.since=yesterday\n");

        assertThat(new BillFile(state).read()).isEmpty();
    }
}
