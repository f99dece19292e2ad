package io.flotilla.spi;

/// How eagerly a database is served. A write to a cold database is captured all the same.
public enum Tier {

    /// Its log is followed at every interval.
    HOT,

    /// A row in the catalog, looked at when it changes.
    COLD
}
