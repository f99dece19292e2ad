package io.flotilla.compaction;

import io.flotilla.store.ReplicaFile;

/// A file that may go, and why.
public record Removal(ReplicaFile file, Reason reason) {

    /// Why a file may go.
    public enum Reason {

        /// A file of a higher level holds it, or a snapshot that is kept is newer.
        MERGED("merged"),

        /// It is older than the oldest moment that is promised.
        OLD("old"),

        /// A snapshot that no rule keeps any more.
        SNAPSHOT_EXPIRED("snapshot expired");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /// For people.
        public String text() {
            return text;
        }
    }
}
