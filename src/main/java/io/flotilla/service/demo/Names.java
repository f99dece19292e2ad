package io.flotilla.service.demo;

import io.flotilla.creation.NamePattern;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/// The names of a large tree, each made when it is asked for: the memory of the engine beside is measured.
final class Names extends AbstractList<String> implements RandomAccess {

    private final NamePattern pattern;
    private final int size;

    Names(NamePattern pattern, int size) {
        this.pattern = pattern;
        this.size = size;
    }

    @Override
    public String get(int index) {
        return pattern.name(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
