package io.flotilla.store;

import io.flotilla.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Where a target is: `scheme://…`, or a directory.
///
/// The parameters of the URL are the settings; what is left of it has no query and no fragment. It may hold a
/// user's name and password, which [#toString] leaves out.
public record TargetUrl(URI uri, Settings settings) {

    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*|file:.*", Pattern.DOTALL);

    /// Reads a URL or the path of a directory as a user writes it; a relative path starts at the working directory.
    ///
    /// A path whose bytes are not UTF-8 cannot come through a text: `file:///a%FFb` names it.
    ///
    /// @throws IllegalArgumentException when it is neither; the text says why, without what might be secret
    public static TargetUrl parse(String text) {
        if (!URL.matcher(text).matches()) {
            return new TargetUrl(directory(text), Settings.NONE);
        }
        try {
            var written = new URI(text);
            if (written.getRawFragment() != null) {
                throw malformed(text, "write %23 for '#'");
            }
            String scheme = written.getScheme().toLowerCase(Locale.ROOT);
            var query = written.getRawQuery();
            var uri = scheme.equals("file") ? file(text, written) : bare(scheme, written);
            return new TargetUrl(uri, query == null ? Settings.NONE : settings(text, query));
        } catch (URISyntaxException malformed) {
            throw malformed(text, reason(malformed));
        }
    }

    public String scheme() {
        return uri.getScheme();
    }

    /// The URL for people: no user, no password, no parameters.
    @Override
    public String toString() {
        return withoutSecrets(uri.toString());
    }

    private static URI directory(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("No target: give a directory or a URL such as file:///backup");
        }
        if (text.indexOf('\ufffd') >= 0) {
            throw new IllegalArgumentException("The path '" + text
                    + "' has bytes that are not UTF-8: write it as a URL with %XX for such a byte, file:///…");
        }
        try {
            return withoutTrailingSlash(
                    resolveDots(Path.of(text).toAbsolutePath()).toUri());
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("No path: " + noPath.getMessage(), noPath);
        }
    }

    /// `..` goes up from where a symbolic link leads, as everywhere else on this system.
    private static Path resolveDots(Path absolute) {
        int dots = absolute.getNameCount();
        while (dots > 0 && !absolute.getName(dots - 1).toString().equals("..")) {
            dots--;
        }
        if (dots == 0) {
            return absolute.normalize();
        }
        Path up = absolute.getRoot().resolve(absolute.subpath(0, dots));
        try {
            Path real = up.toRealPath();
            return (dots == absolute.getNameCount()
                            ? real
                            : real.resolve(absolute.subpath(dots, absolute.getNameCount())))
                    .normalize();
        } catch (IOException missing) {
            throw new IllegalArgumentException("The directory '" + up + "' does not exist", missing);
        }
    }

    private static URI file(String text, URI written) throws URISyntaxException {
        if (written.getRawAuthority() != null && !written.getRawAuthority().equals("localhost")) {
            throw malformed(text, "a file URL has three slashes, file:///directory");
        }
        String path = written.getRawPath();
        if (path == null || !path.startsWith("/")) {
            throw malformed(text, "a file URL has an absolute path, file:///directory");
        }
        try {
            return withoutTrailingSlash(
                    resolveDots(Path.of(new URI("file://" + path))).toUri());
        } catch (IllegalArgumentException noPath) {
            throw malformed(text, String.valueOf(noPath.getMessage()));
        }
    }

    private static URI bare(String scheme, URI written) throws URISyntaxException {
        String authority = written.getRawAuthority() == null ? "" : written.getRawAuthority();
        return new URI(scheme + "://" + authority + written.getRawPath());
    }

    private static URI withoutTrailingSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") && !text.equals("file:///") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }

    private static Settings settings(String text, String query) {
        Map<String, String> values = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw malformed(text, "a parameter has the form name=value");
            }
            String name = decoded(parameter.substring(0, equals));
            if (values.put(name, decoded(parameter.substring(equals + 1))) != null) {
                throw malformed(text, "the parameter '" + name + "' stands there twice");
            }
        }
        return new Settings(values);
    }

    /// `+` stays a plus: keys and endpoints hold it, forms are not what is written here.
    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("Malformed target URL '" + withoutSecrets(text) + "': " + why);
    }

    private static String reason(URISyntaxException malformed) {
        boolean character = malformed.getReason().startsWith("Illegal character");
        return character ? "write a space or another special character as %XX" : malformed.getReason();
    }

    private static String withoutSecrets(String url) {
        String bare = url.replaceFirst("(?s)[?#].*", "");
        return bare.replaceFirst("(?s)://[^/]*@", "://");
    }
}
