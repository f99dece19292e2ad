package io.flotilla.plugins.s3;

import io.flotilla.spi.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The names of settings in one spelling, whichever the user wrote: `force-path-style`, `forcePathStyle` and
/// `force_path_style` are the same.
final class SettingNames {

    private SettingNames() {}

    /// These settings under their names in kebab case.
    ///
    /// @throws IllegalArgumentException where one is given in two spellings
    static Settings kebab(Settings settings) {
        Map<String, String> values = new HashMap<>();
        settings.values().forEach((name, value) -> {
            if (values.put(kebab(name), value) != null) {
                throw new IllegalArgumentException("The setting '" + kebab(name) + "' stands there in two spellings");
            }
        });
        return new Settings(values);
    }

    /// `requireContentMD5` is `require-content-md5`.
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }
}
