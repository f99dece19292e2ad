package io.flotilla.wal;

/// A place in a generation of a log, behind a commit or behind the header: the offset in bytes of the next
/// frame, and the checksum to continue from.
public record WalPoint(long offset, WalChecksum checksum) {}
