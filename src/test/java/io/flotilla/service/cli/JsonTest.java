package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesObjectsInTheirOrder() {
        var object = new LinkedHashMap<String, Object>();
        object.put("path", Path.of("/a/b"));
        object.put("bytes", 7L);
        object.put("seconds", 0.5);
        object.put("done", true);
        object.put("position", Json.UNKNOWN);
        object.put("files", List.of(Map.of("level", 9)));

        assertThat(Json.of(object))
                .isEqualTo("{\"path\":\"/a/b\",\"bytes\":7,\"seconds\":0.5,\"done\":true,\"position\":null,"
                        + "\"files\":[{\"level\":9}]}");
    }

    @Test
    void escapesWhatATextMayNotHold() {
        assertThat(Json.of("a\"b\\c\nd\te\u0001\u00e4")).isEqualTo("\"a\\\"b\\\\c\\nd\\te\\u0001\u00e4\"");
    }
}
