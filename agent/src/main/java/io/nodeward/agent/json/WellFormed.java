package io.nodeward.agent.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Writes only texts that every parser takes: half a surrogate pair, which a YAML escape can smuggle in, becomes U+FFFD. */
final class WellFormed extends JsonGeneratorDelegate {

    WellFormed(JsonGenerator json) {
        super(json);
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        super.writeFieldName(whole(name));
    }

    @Override
    public void writeString(String text) throws IOException {
        super.writeString(text == null ? null : whole(text));
    }

    private static String whole(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
