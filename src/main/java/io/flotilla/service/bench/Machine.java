package io.flotilla.service.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where the figures come from: they say nothing without it.
final class Machine {

    private Machine() {}

    /// What is known of it, by names.
    static Map<String, String> describe(Path place, List<String> engine) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "processors", Runtime.getRuntime().availableProcessors() + " × " + line("/proc/cpuinfo", "model name"));
        facts.put("memory", line("/proc/meminfo", "MemTotal"));
        facts.put("load before", Files.readString(Path.of("/proc/loadavg")).strip());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put(
                "files",
                Files.getFileStore(place).type() + " on "
                        + Files.getFileStore(place).name());
        facts.put(
                "free",
                String.format(Locale.ROOT, "%,.1f GB", Files.getFileStore(place).getUsableSpace() / 1e9));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("engine", String.join(" ", engine));
        return facts;
    }

    private static String line(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
