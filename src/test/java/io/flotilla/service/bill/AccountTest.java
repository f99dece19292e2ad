package io.flotilla.service.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flotilla.spi.SentRequest;
import io.flotilla.spi.SentRequest.Kind;
import io.flotilla.spi.SentRequest.Result;
import io.flotilla.store.Prices;
import io.flotilla.store.RequestMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final Instant BEGIN = Instant.parse("2026-11-26T12:00:00Z");
    private static final Prices PRICES = new Prices("of a test", "EUR", 5, 0.5, 0.02);

    private final RequestMeter meter = new RequestMeter();
    private final AtomicLong files = new AtomicLong();
    private final Account account = new Account(BEGIN, meter::sent, files::get);

    @Test
    void knowsWhatWasAskedSinceTheBeginAndInTheLastHour() {
        put(600);
        for (int minute = 1; minute <= 120; minute++) {
            put(1);
            account.bill(BEGIN.plus(Duration.ofMinutes(minute)));
        }

        Bill bill = account.bill(BEGIN.plus(Duration.ofMinutes(120)));

        assertThat(bill.all().sent().of(Kind.PUT, Result.DONE)).isEqualTo(720);
        assertThat(bill.all().length()).isEqualTo(Duration.ofHours(2));
        assertThat(bill.lately().sent().of(Kind.PUT)).isEqualTo(60);
        assertThat(bill.lately().length()).isEqualTo(Duration.ofHours(1));
        assertThat(bill.lately().files()).isEqualTo(60);
        assertThat(bill.lately().perChange()).hasValue(1);
        // 60 puts an hour are 43,200 in 30 days, at 5 for a thousand.
        assertThat(bill.lately().month(PRICES).orElseThrow()).isEqualTo(216, within(1e-6));
    }

    @Test
    void countsRequestsThatUploadNothingForEachChangeToo() {
        put(2);
        meter.accept(new SentRequest(Kind.LIST, Result.DONE, 0, 10));
        meter.accept(new SentRequest(Kind.PUT, Result.UNAVAILABLE, 5, 0));

        Asked all = account.bill(BEGIN.plus(Duration.ofMinutes(5))).all();

        assertThat(all.perChange()).hasValue(2);
        assertThat(all.sent().bytesSent()).isEqualTo(15);
    }

    @Test
    void saysNothingOfAMonthAfterSecondsNorOfChangesWithoutAny() {
        Asked all = account.bill(BEGIN.plus(Duration.ofSeconds(59))).all();

        assertThat(all.month(PRICES)).isEmpty();
        assertThat(all.perChange()).isEmpty();
    }

    @Test
    void goesOnAfterTheClockWasSetBack() {
        put(3);
        account.bill(BEGIN.plus(Duration.ofHours(3)));
        put(1);

        Bill bill = account.bill(BEGIN.minus(Duration.ofHours(1)));

        assertThat(bill.all().sent().all()).isEqualTo(4);
        assertThat(bill.all().length()).isZero();
        assertThat(bill.lately()).isEqualTo(bill.all());
    }

    private void put(int times) {
        for (int i = 0; i < times; i++) {
            meter.accept(new SentRequest(Kind.PUT, Result.DONE, 5, 0));
            files.incrementAndGet();
        }
    }
}
