package io.flotilla.ltx;

/// A running digest of page numbers and frame lengths in 64 bits, to tell that the page index of a file lists the
/// frames that the file has, without remembering them. Lists that differ in one entry never agree.
final class FrameDigest {

    private static final long ODD = 0x9e3779b97f4a7c15L;

    private long state;
    private long count;

    void add(long number, long length) {
        mix(number);
        mix(length);
        count++;
    }

    long count() {
        return count;
    }

    boolean matches(FrameDigest other) {
        return count == other.count && state == other.state;
    }

    private void mix(long value) {
        long mixed = (state ^ value) * ODD;
        state = mixed ^ mixed >>> 32;
    }
}
