package io.flotilla.restore;

/// What a restore may do that it does not do by itself.
public enum Wish {

    /// Take the newest state that can be restored, where files that lead farther are missing or damaged.
    TO_GAP,

    /// Take the place of a database that is there. That one and what belongs to it stay until the new one is
    /// whole and proved.
    REPLACE
}
