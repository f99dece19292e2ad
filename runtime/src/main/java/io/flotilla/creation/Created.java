package io.flotilla.creation;

/// What a creation did.
///
/// @param made how many databases it made
/// @param existing how many were there already, and were left as they were
/// @param bytes the size of each
/// @param sharesBlocks whether the new ones share the blocks of one copy of the template, until they are written
public record Created(long made, long existing, long bytes, boolean sharesBlocks) {}
