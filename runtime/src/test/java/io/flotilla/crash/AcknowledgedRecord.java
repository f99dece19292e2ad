package io.flotilla.crash;

import java.util.List;
import java.util.Optional;

/// What an engine acknowledged once, as it is kept outside its process: as of this TXID can be restored what a database
/// held during a capture, because a file was just stored or nothing was new since it.
///
/// @param from how many times the application had written when the capture began
/// @param to how many times it had written, or begun to, when the capture was acknowledged
record AcknowledgedRecord(String database, long txId, int from, int to) {

    private static final String VERB = "acknowledged";
    private static final int WORDS = 5;

    String line() {
        return String.join(" ", VERB, Long.toString(txId), Integer.toString(from), Integer.toString(to), database);
    }

    static List<AcknowledgedRecord> parse(List<String> lines) {
        return lines.stream()
                .map(AcknowledgedRecord::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<AcknowledgedRecord> parse(String line) {
        String[] words = line.split(" ", WORDS);
        if (words.length < WORDS || !words[0].equals(VERB)) {
            return Optional.empty();
        }
        return Optional.of(new AcknowledgedRecord(
                words[4], Long.parseLong(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3])));
    }
}
