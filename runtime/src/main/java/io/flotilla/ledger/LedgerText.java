package io.flotilla.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.disk.FileOwner;
import io.flotilla.spi.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The content of one file of the ledger: lines of ASCII, packed by gzip.
///
/// The first line is `flotilla ledger 1`, the last one `end`, the number of entries, and the CRC-32C of
/// everything before that line in hexadecimal digits. Between them a line for each entry, its parts with a
/// space between them:
///
/// ```
/// 1764075600000 + tenants/1.db 640 1000 1000 app app
/// 1764075660000 > tenants/2.db tenants/1.db 640 1000 1000 app app
/// 1764075720000 - tenants/2.db
/// ```
///
/// The moment in milliseconds, what was seen (`+` there, `>` renamed from, `-` gone), the replica, and mode
/// (octal), numbers and names of owner and group. Whatever byte of a key or a name is no letter, digit or
/// one of `./_-` stands as `%XX`.
final class LedgerText {

    static final String HEADING = "flotilla ledger 1\n";

    private static final String PLAIN = "./_-";
    private static final int LARGEST = 256 * 1024 * 1024;

    private LedgerText() {}

    static byte[] write(List<LedgerEntry> entries) throws IOException {
        var text = new StringBuilder(HEADING);
        entries.forEach(entry -> text.append(line(entry)).append('\n'));
        byte[] bytes = text.toString().getBytes(US_ASCII);
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
            out.write("end %d %08x\n".formatted(entries.size(), crc(bytes)).getBytes(US_ASCII));
        }
        return packed.toByteArray();
    }

    /// @throws IOException when the content is damaged, or of a later version
    static List<LedgerEntry> read(byte[] packed) throws IOException {
        String text;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            text = new String(in.readNBytes(LARGEST), US_ASCII);
        }
        int end = text.lastIndexOf("end ");
        if (!text.startsWith(HEADING) || end < 0) {
            throw new IOException("it is no ledger of version 1");
        }
        String body = text.substring(0, end);
        var entries = new ArrayList<LedgerEntry>();
        try {
            body.substring(HEADING.length()).lines().forEach(line -> entries.add(entry(line.split(" ", -1))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new IOException("line " + (entries.size() + 2) + " is no entry", malformed);
        }
        if (!text.substring(end).equals("end %d %08x\n".formatted(entries.size(), crc(body.getBytes(US_ASCII))))) {
            throw new IOException("its checksum differs");
        }
        return entries;
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private static String line(LedgerEntry entry) {
        String moment = entry.at().toEpochMilli() + " ";
        String replica = text(entry.replica().bytes());
        return moment
                + switch (entry) {
                    case LedgerEntry.There there -> "+ " + replica + text(there.owner());
                    case LedgerEntry.Renamed renamed ->
                        "> " + replica + " " + text(renamed.from().bytes()) + text(renamed.owner());
                    case LedgerEntry.Gone gone -> "- " + replica;
                };
    }

    private static String text(FileOwner owner) {
        return " %o %d %d %s %s"
                .formatted(
                        owner.mode(),
                        owner.user(),
                        owner.group(),
                        text(owner.userName().getBytes(UTF_8)),
                        text(owner.groupName().getBytes(UTF_8)));
    }

    private static LedgerEntry entry(String[] parts) {
        Instant at = Instant.ofEpochMilli(Long.parseLong(parts[0]));
        ObjectKey replica = ObjectKey.ofBytes(bytes(parts[2]));
        return switch (parts[1]) {
            case "+" -> new LedgerEntry.There(at, replica, owner(parts, 3));
            case ">" -> new LedgerEntry.Renamed(at, replica, ObjectKey.ofBytes(bytes(parts[3])), owner(parts, 4));
            case "-" -> new LedgerEntry.Gone(at, replica);
            default -> throw new IllegalArgumentException(parts[1]);
        };
    }

    private static FileOwner owner(String[] parts, int from) {
        return new FileOwner(
                Integer.parseInt(parts[from], 8),
                Integer.parseInt(parts[from + 1]),
                Integer.parseInt(parts[from + 2]),
                new String(bytes(parts[from + 3]), UTF_8),
                new String(bytes(parts[from + 4]), UTF_8));
    }

    private static String text(byte[] bytes) {
        var text = new StringBuilder(bytes.length + 8);
        for (byte each : bytes) {
            char c = (char) (each & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                text.append(c);
            } else {
                text.append('%').append("%02X".formatted((int) c));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%') {
                bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
                at += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }
}
