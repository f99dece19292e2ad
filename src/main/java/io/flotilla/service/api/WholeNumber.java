package io.flotilla.service.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;

/// Reads what JSON Schema calls an integer: a number without a fraction, also as `17.0`. Jackson would take the 1 of
/// 1.5 and of "1" as well.
final class WholeNumber extends JsonDeserializer<Integer> {

    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            return (Integer) context.handleUnexpectedToken(Integer.class, parser);
        }
        try {
            return parser.getDecimalValue().intValueExact();
        } catch (ArithmeticException fraction) {
            return (Integer) context.handleWeirdNumberValue(
                    Integer.class, parser.getDecimalValue(), "no whole number of this size");
        }
    }
}
