package io.nodeward.agent.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.nodeward.agent.text.Times;
import io.nodeward.hostprobes.facts.Overridden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON documents. Everything beyond ASCII is escaped, so that a terminal that is shown one cannot be driven by
 * what stands in a host's files.
 */
public final class Json {

    private static final int USUAL_SIZE = 1 << 16;

    private Json() {}

    /** Writes one document. */
    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns one document in UTF-8, indented, with a new line at the end. */
    public static byte[] document(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
        JsonFactory factory =
                JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        try (JsonGenerator json = new WellFormed(factory.createGenerator(out))) {
            json.setPrettyPrinter(printer());
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.write('\n');
        return out.toByteArray();
    }

    /** Writes a fact's value: durations and points in time as text. */
    public static void value(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Boolean b -> json.writeBoolean(b);
            case Long n -> json.writeNumber(n);
            case Double d -> json.writeNumber(d);
            case Duration d -> json.writeString(Times.duration(d));
            case Instant i -> json.writeString(Times.utc(i));
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    value(json, item);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    value(json, entry.getValue());
                }
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }

    /** Writes the field {@code overrode}: the values that lost. */
    public static void overrode(JsonGenerator json, List<Overridden> losers) throws IOException {
        json.writeArrayFieldStart("overrode");
        for (Overridden loser : losers) {
            json.writeStartObject();
            json.writeFieldName("value");
            value(json, loser.value());
            json.writeStringField("source", loser.source());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes a field with a list of texts. */
    public static void strings(JsonGenerator json, String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static DefaultPrettyPrinter printer() {
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators)
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    }
}
