package io.flotilla.plugins.contract;

/// Some of the calls of one operation, counted from 1: those from `first` to `last`, both included.
public record Calls(Operation operation, long first, long last) {

    /// What can be asked of a target.
    public enum Operation {
        PUT,
        OPEN,
        LIST,
        DELETE
    }

    public Calls {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("Calls are counted from 1: " + first + " to " + last);
        }
    }

    /// One single call.
    public static Calls only(Operation operation, long number) {
        return new Calls(operation, number, number);
    }

    /// This call and all after it.
    public static Calls from(Operation operation, long number) {
        return new Calls(operation, number, Long.MAX_VALUE);
    }

    /// Every call.
    public static Calls all(Operation operation) {
        return from(operation, 1);
    }

    boolean include(Operation asked, long number) {
        return asked == operation && first <= number && number <= last;
    }
}
