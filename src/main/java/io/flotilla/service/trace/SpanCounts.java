package io.flotilla.service.trace;

/// What became of spans since the start.
///
/// @param sent the collector took them
/// @param dropped it did not, or too many waited for it
public record SpanCounts(long sent, long dropped) {

    /// None were made.
    public static final SpanCounts NONE = new SpanCounts(0, 0);
}
