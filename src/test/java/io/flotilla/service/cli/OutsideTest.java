package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutsideTest {

    @ParameterizedTest
    @CsvSource({
        "flotilla.verification.sample: 'lots' is neither, FLOTILLA_VERIFICATION_SAMPLE",
        "flotilla.webhook.bearer-token-file: there is none, FLOTILLA_WEBHOOK_BEARER_TOKEN_FILE",
        "Traces are wanted (flotilla.traces.databases), FLOTILLA_TRACES_DATABASES"
    })
    void aRefusedSettingIsNamedAsAVariableToo(String text, String variable) {
        CommandFailure failure = Outside.refused(new IllegalStateException(text));

        assertThat(failure).hasMessage(text);
        assertThat(failure.wayOut()).endsWith(" is " + variable);
    }
}
