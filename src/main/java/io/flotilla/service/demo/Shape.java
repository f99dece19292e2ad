package io.flotilla.service.demo;

import java.util.List;

/// How SQLite lays out a database file: its page size in bytes, and what becomes of pages that are no
/// longer used.
public record Shape(int pageSize, AutoVacuum autoVacuum) {

    /// SQLite's `auto_vacuum` modes, by their names in the pragma.
    public enum AutoVacuum {
        NONE,
        FULL,
        INCREMENTAL
    }

    /// The shapes of a tree, taken in turn: half have SQLite's default page size, the rest all others.
    static final List<Shape> ALL = List.of(
            new Shape(4096, AutoVacuum.NONE),
            new Shape(1024, AutoVacuum.INCREMENTAL),
            new Shape(4096, AutoVacuum.INCREMENTAL),
            new Shape(512, AutoVacuum.NONE),
            new Shape(4096, AutoVacuum.NONE),
            new Shape(2048, AutoVacuum.FULL),
            new Shape(4096, AutoVacuum.FULL),
            new Shape(8192, AutoVacuum.NONE),
            new Shape(4096, AutoVacuum.NONE),
            new Shape(16384, AutoVacuum.INCREMENTAL),
            new Shape(4096, AutoVacuum.INCREMENTAL),
            new Shape(32768, AutoVacuum.FULL),
            new Shape(4096, AutoVacuum.NONE),
            new Shape(65536, AutoVacuum.NONE));

    /// Those of a large tree, where a database of the default page size would take a gigabyte for each 25,000.
    static final List<Shape> SMALL = List.of(
            new Shape(1024, AutoVacuum.NONE),
            new Shape(512, AutoVacuum.INCREMENTAL),
            new Shape(2048, AutoVacuum.FULL),
            new Shape(4096, AutoVacuum.NONE));

    public Shape {
        if (pageSize < 512 || pageSize > 65536 || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException(
                    "Page size " + pageSize + ": SQLite knows the powers of two from 512 to 65536");
        }
    }
}
