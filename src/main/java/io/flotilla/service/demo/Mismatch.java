package io.flotilla.service.demo;

/// A way in which a restored database is not what it has to be, as a text for a person.
public record Mismatch(String database, String text) {}
