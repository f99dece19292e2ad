package io.flotilla.creation;

import java.util.List;

/// What a placeholder counts through.
sealed interface Digit {

    /// How many values there are.
    long values();

    /// A value, by its place from 0 on.
    String value(long place);

    /// Numbers, filled up with zeros to a width.
    record Numbers(long first, long values, int width) implements Digit {

        @Override
        public String value(long place) {
            String number = Long.toString(first + place);
            return "0".repeat(Math.max(0, width - number.length())) + number;
        }
    }

    /// Words.
    record Words(List<String> words) implements Digit {

        public Words {
            words = List.copyOf(words);
        }

        @Override
        public long values() {
            return words.size();
        }

        @Override
        public String value(long place) {
            return words.get(Math.toIntExact(place));
        }
    }

    /// From 1 on.
    static Digit counting(long values) {
        return new Numbers(1, values, 0);
    }

    /// Reads `1-50`, `001-200` or `main,test`.
    ///
    /// @throws IllegalArgumentException where it is none of them
    static Digit parse(String name, String range) {
        if (range.matches("\\d{1,18}-\\d{1,18}")) {
            return numbers(name, range);
        }
        List<String> words = List.of(range.split(",", -1));
        boolean isFine = words.stream().distinct().count() == words.size()
                && words.stream().noneMatch(word -> word.isEmpty() || word.indexOf('/') >= 0);
        if (!isFine) {
            throw malformed(name, range);
        }
        return new Words(words);
    }

    private static Digit numbers(String name, String range) {
        String from = range.substring(0, range.indexOf('-'));
        long first = Long.parseLong(from);
        long last = Long.parseLong(range.substring(from.length() + 1));
        if (last < first) {
            throw malformed(name, range);
        }
        return new Numbers(first, last - first + 1, from.startsWith("0") ? from.length() : 0);
    }

    private static IllegalArgumentException malformed(String name, String range) {
        return new IllegalArgumentException("{" + name + ":" + range
                + "}: a range is like 1-50, 001-200 (both included), or like main,test (different words, no slash)");
    }
}
