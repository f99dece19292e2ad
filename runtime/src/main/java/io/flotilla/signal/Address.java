package io.flotilla.signal;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// An address to which something is sent. Its text names the host alone: in the path of such an address there often is
/// a secret.
///
/// @param uri of the scheme http or https, with a host
public record Address(URI uri) {

    /// Reads an address that others cannot listen to: of https, or of this machine.
    ///
    /// @throws IllegalArgumentException where it is none; the text says why and does not repeat it
    public static Address of(String text) {
        Address address = unencrypted(text);
        if (address.isReadable()) {
            throw new IllegalArgumentException("It goes over the network in the clear to " + address
                    + ": use https, or allow that with 'insecure'");
        }
        return address;
    }

    /// Reads an address, be it encrypted or not.
    ///
    /// @throws IllegalArgumentException where it is none; the text says why and does not repeat it
    public static Address unencrypted(String text) {
        try {
            return new Address(new URI(text));
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("It is no URL: " + malformed.getReason(), malformed);
        }
    }

    public Address {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
            throw new IllegalArgumentException("It begins with https://HOST or http://HOST");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("A name or password in it is not sent: put it into a header");
        }
    }

    /// Whether others can read what is sent there.
    public boolean isReadable() {
        return uri.getScheme().equalsIgnoreCase("http") && !isLoopback(uri.getHost());
    }

    /// Names other than `localhost` are not asked for: what they mean can change.
    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
