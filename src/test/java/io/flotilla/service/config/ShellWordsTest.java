package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShellWordsTest {

    @Test
    void splitsAsAShellDoes() {
        assertThat(ShellWords.split("  app  -p 80 ")).containsExactly("app", "-p", "80");
        assertThat(ShellWords.split("a 'b c' \"d e\"")).containsExactly("a", "b c", "d e");
        assertThat(ShellWords.split("a'b'\"c\"d")).containsExactly("abcd");
        assertThat(ShellWords.split("a\\ b '' \"x\\\"y\" 'x\\y'")).containsExactly("a b", "", "x\"y", "x\\y");
        assertThat(ShellWords.split("sh -c 'a | b; c > d'")).containsExactly("sh", "-c", "a | b; c > d");
        assertThat(ShellWords.split("echo $HOME")).containsExactly("echo", "$HOME");
    }

    @Test
    void refusesWhatNeedsAShell() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShellWords.split("a | b"))
                .withMessageContaining("needs a shell for '|'");
        assertThatIllegalArgumentException().isThrownBy(() -> ShellWords.split("a > b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShellWords.split("a 'b"))
                .withMessageContaining("within");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShellWords.split("  "))
                .withMessageContaining("empty");
    }
}
