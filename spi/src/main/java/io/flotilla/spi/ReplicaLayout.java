package io.flotilla.spi;

/// How Litestream v0.5 names the folder of a level on this kind of target.
public enum ReplicaLayout {

    /// `0000/` … `0009/`: S3 and its relatives.
    HEXADECIMAL_LEVELS,

    /// `ltx/0/` … `ltx/9/`: files and everything else.
    LTX_FOLDER
}
