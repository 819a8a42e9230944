package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The lines of a transaction's file: a JSON object each, whose last field is a checksum (CRC-32C) of all that stands before
 * it, so that a line which somebody or a disk changed is known. What is wrong with a line is said without quoting it.
 */
final class JsonLines {

    /** The version of the format. */
    private static final int VERSION = 1;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String SUM_BEGINS = ",\"crc\":\"";
    private static final String SUM_ENDS = "\"}";
    private static final int SUM_DIGITS = 8;

    private JsonLines() {}

    /** A line is not what nodeward writes; the message is the end of a sentence that begins with file and line. */
    static final class Damage extends IOException {
        private static final long serialVersionUID = 1;

        Damage(String message) {
            super(message, null);
        }
    }

    static String write(Header header) {
        return withSum(text(json -> {
            json.writeNumberField("journal", VERSION);
            json.writeStringField("id", header.id());
            json.writeStringField("kind", header.kind());
            json.writeStringField("started", header.started().toString());
            json.writeStringField("host", header.host());
            json.writeStringField("nodeward", header.version());
            json.writeNumberField("pid", header.process());
            fields(json, "parameters", header.parameters());
        }));
    }

    static String write(JournalRecord record) {
        return withSum(text(json -> {
            json.writeNumberField("n", record.number());
            json.writeStringField("at", record.at().toString());
            json.writeStringField("record", record.kind().text());
            if (!record.step().isEmpty()) {
                json.writeStringField("step", record.step());
            }
            if (!record.details().isEmpty()) {
                fields(json, "details", record.details());
            }
        }));
    }

    /** A flat object without a checksum. */
    static String write(Map<String, String> fields) {
        return text(json -> {
            for (Map.Entry<String, String> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
        });
    }

    static Header header(String line) throws Damage {
        Line read = parse(checked(line));
        if (!read.field("journal").equals(Integer.toString(VERSION))) {
            throw new Damage("was written by another version of nodeward (format " + read.field("journal")
                    + "; this one knows " + VERSION + ")");
        }
        return new Header(
                read.field("id"),
                read.field("kind"),
                read.time("started"),
                read.field("host"),
                read.field("nodeward"),
                read.number("pid"),
                read.nested);
    }

    static JournalRecord record(String line) throws Damage {
        Line read = parse(checked(line));
        String name = read.field("record");
        Optional<JournalRecord.Kind> kind = Arrays.stream(JournalRecord.Kind.values())
                .filter(each -> each.text().equals(name))
                .findFirst();
        return new JournalRecord(
                read.number("n"),
                read.time("at"),
                kind.orElseThrow(() -> new Damage("is a kind of record that this version of nodeward does not know")),
                read.fields.getOrDefault("step", ""),
                read.nested);
    }

    /** Reads a flat object without a checksum; numbers are given as text. */
    static Map<String, String> flat(String text) throws Damage {
        return parse(text).fields;
    }

    private record Line(Map<String, String> fields, Map<String, String> nested) {

        String field(String name) throws Damage {
            String value = fields.get(name);
            if (value == null) {
                throw new Damage("has no \"" + name + "\"");
            }
            return value;
        }

        long number(String name) throws Damage {
            try {
                return Long.parseLong(field(name));
            } catch (NumberFormatException e) {
                throw new Damage("has a \"" + name + "\" that is no number");
            }
        }

        Instant time(String name) throws Damage {
            try {
                return Instant.parse(field(name));
            } catch (DateTimeException e) {
                throw new Damage("has a \"" + name + "\" that is no time");
            }
        }
    }

    @FunctionalInterface
    private interface Fields {
        void to(JsonGenerator json) throws IOException;
    }

    private static String text(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.to(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void fields(JsonGenerator json, String name, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static String withSum(String object) {
        String open = object.substring(0, object.length() - 1);
        return open + SUM_BEGINS + sum(open) + SUM_ENDS;
    }

    /** Returns a line without its checksum, which has to be right. */
    private static String checked(String line) throws Damage {
        int begin = line.length() - SUM_BEGINS.length() - SUM_DIGITS - SUM_ENDS.length();
        if (begin < 0 || !line.startsWith(SUM_BEGINS, begin) || !line.endsWith(SUM_ENDS)) {
            throw new Damage("does not end with a checksum");
        }
        String open = line.substring(0, begin);
        if (!line.startsWith(sum(open), begin + SUM_BEGINS.length())) {
            throw new Damage("does not match its checksum");
        }
        return open + "}";
    }

    private static String sum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(UTF_8));
        String digits = Long.toHexString(sum.getValue());
        return "0".repeat(SUM_DIGITS - digits.length()) + digits;
    }

    private static Line parse(String text) throws Damage {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> nested = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    while (json.nextToken() != JsonToken.END_OBJECT) {
                        String key = json.currentName();
                        expect(json.nextToken().isScalarValue());
                        nested.put(key, json.getText());
                    }
                } else {
                    expect(json.currentToken().isScalarValue());
                    fields.put(name, json.getText());
                }
            }
            expect(json.nextToken() == null);
        } catch (Damage e) {
            throw e;
        } catch (IOException e) {
            throw new Damage("is not JSON as nodeward writes it");
        }
        return new Line(fields, nested);
    }

    private static void expect(boolean condition) throws Damage {
        if (!condition) {
            throw new Damage("is not JSON as nodeward writes it");
        }
    }
}
