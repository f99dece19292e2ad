package io.flotilla.crash;

import java.util.List;
import java.util.Optional;

/// What an engine acknowledged once, as it is kept outside its process: the state that a database had after so many
/// writings can be restored as of this TXID, because a file was just stored or nothing was new since it.
record AcknowledgedRecord(String database, long txId, int written) {

    private static final String VERB = "acknowledged";

    String line() {
        return String.join(" ", VERB, Long.toString(txId), Integer.toString(written), database);
    }

    static List<AcknowledgedRecord> parse(List<String> lines) {
        return lines.stream()
                .map(AcknowledgedRecord::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<AcknowledgedRecord> parse(String line) {
        String[] words = line.split(" ", 4);
        if (words.length < 4 || !words[0].equals(VERB)) {
            return Optional.empty();
        }
        return Optional.of(new AcknowledgedRecord(words[3], Long.parseLong(words[1]), Integer.parseInt(words[2])));
    }
}
