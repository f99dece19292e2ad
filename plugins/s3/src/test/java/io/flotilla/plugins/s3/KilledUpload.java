package io.flotilla.plugins.s3;

import io.flotilla.spi.ReplicaTarget;

/// A process of its own that puts a large object, a part at a time, and is killed meanwhile.
final class KilledUpload {

    static final int BYTES = 26_000_000;

    private KilledUpload() {}

    static Process start(String place, String key, int port) throws Exception {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledUpload.class.getName(),
                        place,
                        key,
                        String.valueOf(port))
                .inheritIO()
                .start();
    }

    /// Ends with 3, and is not expected to come that far.
    public static void main(String[] args) throws Exception {
        try (ReplicaTarget target = Opened.target(args[0], Integer.parseInt(args[2]), "concurrency", "1")) {
            Objects.put(target, args[1], Objects.random(BYTES));
        }
        System.exit(3);
    }
}
