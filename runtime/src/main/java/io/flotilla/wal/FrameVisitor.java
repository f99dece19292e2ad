package io.flotilla.wal;

/// Meets the frames of a log in their order.
public interface FrameVisitor {

    /// Is not interested.
    FrameVisitor NONE = new FrameVisitor() {
        @Override
        public void frame(int pageNumber, byte[] page, int offset) {}

        @Override
        public void commit(int pageCount, WalPoint behind) {}
    };

    /// A frame whose salts and checksum are right. It counts only once [#commit] is called after it.
    ///
    /// @param page the bytes of the page, from `offset` on, valid during the call only
    void frame(int pageNumber, byte[] page, int offset);

    /// All frames so far are committed, and the database has this many pages. The next frame begins at the point.
    void commit(int pageCount, WalPoint behind);
}
