package io.flotilla.service.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The settings of Flotilla, as Quarkus's annotation processor found them in the configuration's interfaces when those
/// were compiled: names, defaults, and the Javadoc.
record Settings(List<JsonNode> properties, JsonNode texts) {

    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final String JAVADOC = "META-INF/quarkus-config-doc/quarkus-config-javadoc.json";
    private static final String HEAD = "| setting | default | what |\n|---|---|---|\n";

    /// What stands for a name that an operator gives.
    private static final String MAP = ".NAME";

    private static final Pattern WORD = Pattern.compile("-([a-z])");

    /// Every extension on the class path has such a model; ours is the one that says so.
    static Settings read() throws IOException {
        var json = new ObjectMapper();
        ClassLoader loader = Settings.class.getClassLoader();
        for (URL model : Collections.list(loader.getResources(MODEL))) {
            for (JsonNode root : read(json, model).path("configRoots")) {
                if (root.at("/extension/artifactId").asText().equals("flotilla")) {
                    List<JsonNode> properties = new ArrayList<>();
                    root.path("items").forEach(properties::add);
                    var javadoc =
                            URI.create(model.toString().replace(MODEL, JAVADOC)).toURL();
                    return new Settings(properties, read(json, javadoc).path("elements"));
                }
            }
        }
        throw new IOException("No " + MODEL + " of Flotilla's own");
    }

    private static JsonNode read(ObjectMapper json, URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return json.readTree(in);
        }
    }

    /// Defaults by name; empty where there is none.
    Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        properties.forEach(property -> defaults.put(name(property), preset(property)));
        return defaults;
    }

    /// Names of settings without a text.
    List<String> silent() {
        return properties.stream()
                .filter(property -> text(element(property)).isEmpty())
                .map(Settings::name)
                .toList();
    }

    /// The table, with a line for each group.
    String markdown() {
        var table = new StringBuilder(HEAD);
        Map<String, String> types = new TreeMap<>();
        Set<String> groups = new HashSet<>();
        for (JsonNode property : properties) {
            String name = name(property);
            String group = name.substring(0, name.lastIndexOf('.'));
            types.put(group, property.path("sourceType").asText());
            if (groups.add(group) && group.contains(".") && !name.endsWith(MAP)) {
                table.append("| **`")
                        .append(group)
                        .append("`** | | ")
                        .append(groupText(group, types))
                        .append(" |\n");
            }
            String preset = preset(property);
            table.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(preset.isEmpty() ? "" : "`" + preset + "`")
                    .append(" | ")
                    .append(text(element(property)))
                    .append(" |\n");
        }
        return table.toString();
    }

    private String groupText(String group, Map<String, String> types) {
        int dot = group.lastIndexOf('.');
        String method = WORD.matcher(group.substring(dot + 1).replace("[N]", ""))
                .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
        return text(types.get(group.substring(0, dot)) + "." + method);
    }

    private static String element(JsonNode property) {
        return property.path("sourceType").asText() + "."
                + property.path("sourceElementName").asText();
    }

    private String text(String element) {
        return texts.path(element)
                .path("description")
                .asText()
                .replace('\n', ' ')
                .replace("|", "\\|");
    }

    private static String name(JsonNode property) {
        return property.at("/path/property").asText().replace("[i]", "[N]").replaceAll("\\.\"[a-z-]+\"$", MAP);
    }

    /// The processor writes lengths of time in capitals.
    private static String preset(JsonNode property) {
        String preset = property.path("defaultValue").asText();
        boolean isTime = property.path("typeDescription").asText().equals("Duration");
        return isTime ? preset.toLowerCase(Locale.ROOT) : preset;
    }
}
