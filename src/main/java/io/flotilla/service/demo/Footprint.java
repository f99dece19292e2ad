package io.flotilla.service.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a process takes of its host, by `/proc`; zero where there is none.
///
/// @param heapBytes live objects after a full collection; 0 where that was not measured
/// @param residentBytes all memory that is in use
/// @param threads of the platform
public record Footprint(long heapBytes, long residentBytes, long descriptors, long threads) {

    private static final Path OWN = Path.of("/proc/self");

    /// That of this process.
    public static Footprint collected() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        Footprint seen = of(OWN);
        return new Footprint(heap, seen.residentBytes, seen.descriptors, seen.threads);
    }

    /// The memory of this process.
    static long residentNow() {
        return of(OWN).residentBytes;
    }

    /// That of any process, by its directory below `/proc`.
    public static Footprint of(Path process) {
        if (!Files.exists(process.resolve("status"))) {
            return new Footprint(0, 0, 0, 0);
        }
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            List<String> status = Files.readAllLines(process.resolve("status"));
            return new Footprint(0, number(status, "VmRSS:") * 1024, open.count(), number(status, "Threads:"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + process, e);
        }
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
