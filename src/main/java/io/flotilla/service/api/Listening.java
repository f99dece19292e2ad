package io.flotilla.service.api;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where HTTP is served: an address of this machine alone, or with a certificate any.
///
/// @param tls absent where the connection is not encrypted; never so beyond this machine
public record Listening(String host, int port, Optional<Tls> tls) {

    /// The settings by which HTTP is turned on. They have to be there before the program is started.
    private static final String OPTION = "listen";

    private static final String CERTIFICATE = "FLOTILLA_TLS_CERTIFICATE";
    private static final String KEY = "FLOTILLA_TLS_KEY";

    /// A certificate and its key.
    ///
    /// @param certificate the file, in PEM
    /// @param key the file, in PEM
    public record Tls(String certificate, String key) {}

    /// Reads an address and a port.
    ///
    /// @throws IllegalArgumentException where it is not understood or not allowed; the text says why
    public static Listening of(String text, Map<String, String> environment) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' is no address and port such as 127.0.0.1:8080");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > 65_535) {
            throw new IllegalArgumentException("There is no port " + port + ": the last one is 65535");
        }
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        Optional<Tls> tls = tls(environment);
        if (tls.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("'" + host
                    + "' can be reached from other machines, and nothing would be "
                    + "encrypted: listen on 127.0.0.1, or set " + CERTIFICATE + " and " + KEY + " to PEM files");
        }
        return new Listening(host, port, tls);
    }

    private static Optional<Tls> tls(Map<String, String> environment) {
        String certificate = environment.getOrDefault(CERTIFICATE, "");
        String key = environment.getOrDefault(KEY, "");
        return certificate.isEmpty() || key.isEmpty() ? Optional.empty() : Optional.of(new Tls(certificate, key));
    }

    /// Names other than `localhost` are not asked for: what they mean can change.
    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /// What a command line and the environment ask for; absent where they do not, and where it is not understood: the
    /// command itself says so then.
    public static Optional<Listening> asked(String[] arguments, Map<String, String> environment) {
        boolean replicates = arguments.length > 0 && arguments[0].equals("replicate");
        if (!replicates) {
            return Optional.empty();
        }
        String text = option(List.of(arguments)).orElse(environment.getOrDefault("FLOTILLA_LISTEN", ""));
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(of(text, environment));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private static Optional<String> option(List<String> arguments) {
        for (int at = 0; at < arguments.size(); at++) {
            String name = arguments.get(at).replaceAll("^--?", "").toLowerCase(Locale.ROOT);
            boolean isOption = arguments.get(at).startsWith("-");
            if (isOption && name.equals(OPTION) && at + 1 < arguments.size()) {
                return Optional.of(arguments.get(at + 1));
            }
            if (isOption && name.startsWith(OPTION + "=")) {
                return Optional.of(name.substring(OPTION.length() + 1));
            }
        }
        return Optional.empty();
    }

    /// Turns HTTP on for the program that is started next in this process.
    public void apply() {
        System.setProperty("quarkus.http.host-enabled", "true");
        System.setProperty("quarkus.http.host", host);
        System.setProperty("quarkus.http.port", String.valueOf(port));
        tls.ifPresent(files -> {
            System.setProperty("quarkus.http.ssl-port", String.valueOf(port));
            System.setProperty("quarkus.http.ssl.certificate.files", files.certificate());
            System.setProperty("quarkus.http.ssl.certificate.key-files", files.key());
            System.setProperty("quarkus.http.insecure-requests", "disabled");
        });
    }
}
