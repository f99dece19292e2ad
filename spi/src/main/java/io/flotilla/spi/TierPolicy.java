package io.flotilla.spi;

/// Decides how eagerly a database is served.
///
/// Pure: the same activity gives the same tier, and nothing else happens. Safe for use by several threads. A
/// policy has hysteresis: a database does not change its tier back and forth at one threshold.
@FunctionalInterface
public interface TierPolicy {

    /// The tier that this activity asks for. The engine may still keep a database cold when the budget of hot
    /// ones is used up, and keeps it hot until its work is uploaded.
    Tier tier(Activity activity);
}
