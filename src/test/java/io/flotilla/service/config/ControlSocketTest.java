package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlSocketTest {

    @Test
    void readsAModeAsYamlReadsNumbers() {
        assertThat(mode("0600")).contains("rw-------");
        assertThat(mode("0o660")).contains("rw-rw----");
        assertThat(mode("0777")).contains("rwxrwxrwx");
        assertThat(mode("384")).contains("rw-------");
        assertThat(mode("00")).contains("---------");
    }

    @Test
    void takesNoNumberThatIsNoMode() {
        for (String number : new String[] {"600", "01000", "-1", "0x180", "0800", "rw", ""}) {
            assertThat(mode(number)).as(number).isEmpty();
        }
    }

    private static Optional<String> mode(String number) {
        return ControlSocket.permissions(number).map(PosixFilePermissions::toString);
    }
}
