package io.flotilla.service.bill;

/// What a fleet asked of its store.
///
/// @param all since its process began
/// @param lately in the last hour of that
public record Bill(Asked all, Asked lately) {

    /// Of two fleets.
    public Bill and(Bill other) {
        return new Bill(all.and(other.all), lately.and(other.lately));
    }
}
