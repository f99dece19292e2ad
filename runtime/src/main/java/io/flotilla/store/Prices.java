package io.flotilla.store;

import io.flotilla.spi.SentRequest.Kind;

/// What a store asks for, in one currency. Deletes cost nothing.
///
/// @param asOf whose prices these are, and of when, for people
/// @param putsPerThousand of puts and listings
/// @param readsPerThousand of reads, and of questions whether there is an object
/// @param gigabyteMonth of a gigabyte that lies there for a month
public record Prices(
        String asOf, String currency, double putsPerThousand, double readsPerThousand, double gigabyteMonth) {

    private static final double THOUSAND = 1000;
    private static final double GIGABYTE = 1e9;

    public Prices {
        if (!(putsPerThousand >= 0 && readsPerThousand >= 0 && gigabyteMonth >= 0)) {
            throw new IllegalArgumentException(
                    "No price is below zero: " + putsPerThousand + ", " + readsPerThousand + ", " + gigabyteMonth);
        }
    }

    /// What these requests cost.
    public double of(SentRequests sent) {
        return ofRequests(
                (double) sent.of(Kind.PUT) + sent.of(Kind.LIST), (double) sent.of(Kind.READ) + sent.of(Kind.HEAD));
    }

    /// What so many cost.
    public double ofRequests(double putsAndLists, double reads) {
        return (putsAndLists * putsPerThousand + reads * readsPerThousand) / THOUSAND;
    }

    /// What so many bytes cost a month.
    public double ofMonth(double bytes) {
        return bytes / GIGABYTE * gigabyteMonth;
    }
}
