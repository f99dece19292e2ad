package io.flotilla.disk;

/// Something that happened in a directory that is watched. Not compared.
///
/// @param watch the number of the watch; -1 where none is meant
/// @param name the bytes of the entry's name; empty where the directory itself is meant
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DirectoryEvent(Kind kind, int watch, byte[] name) {

    /// What happened.
    public enum Kind {

        /// A file was written, cut off or made longer.
        WRITTEN,

        /// A file that was open for writing was closed.
        CLOSED,

        /// A name that is no directory's is there: made, linked or moved here.
        CAME,

        /// A name that was no directory's is gone: removed or moved away.
        WENT,

        /// A directory is there.
        DIRECTORY_CAME,

        /// A directory is gone.
        DIRECTORY_WENT,

        /// The watched directory itself was removed or moved.
        SELF_WENT,

        /// The watch ended: nothing more will be told of it.
        ENDED,

        /// Events were lost.
        LOST
    }
}
