package io.nodeward.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.profiles.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of a JSON report that was written before.
 *
 * @param startedAt as it stands in the report
 * @param verdicts by control
 */
public record EarlierReport(String startedAt, Map<String, String> verdicts) {

    private static final String HINT = "name a file that `nodeward audit --format json` wrote";
    private static final long LIMIT = 64L << 20;

    /** Reads a report. */
    public static EarlierReport read(Path file) {
        String name = Plain.line(file.toString(), 200);
        try {
            if (!Files.isRegularFile(file)) {
                throw Failure.usage("cannot compare with " + name + ": it is not a file", HINT);
            }
            if (Files.size(file) > LIMIT) {
                throw Failure.usage("cannot compare with " + name + ": it is larger than 64 MiB", HINT);
            }
            try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
                EarlierReport report = new Reader(json).read();
                if (report == null) {
                    throw Failure.usage("cannot compare with " + name + ": it is not a nodeward report", HINT);
                }
                return report;
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw Failure.usage("cannot compare with " + name + ":" + line + ": it is not valid JSON", HINT);
        } catch (IOException e) {
            throw Failure.usage("cannot compare with " + name + ": it cannot be read", HINT);
        }
    }

    /** Compares the findings of now with this report. */
    public Comparison compare(List<Finding> findings) {
        return Comparison.of(this, findings);
    }

    /** Takes what is needed and skips the rest. */
    private record Reader(JsonParser json) {

        @Nullable EarlierReport read() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            boolean schema = false;
            String startedAt = null;
            Map<String, String> verdicts = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("schema")) {
                    schema = JsonFormat.SCHEMA.equals(json.getText());
                } else if (field.equals("startedAt") && value == JsonToken.VALUE_STRING) {
                    startedAt = json.getText();
                } else if (field.equals("findings") && value == JsonToken.START_ARRAY) {
                    verdicts = findings();
                } else {
                    json.skipChildren();
                }
            }
            // a report that was cut off is none: what is missing would look fixed
            boolean whole = json.currentToken() == JsonToken.END_OBJECT;
            return whole && schema && startedAt != null && verdicts != null
                    ? new EarlierReport(startedAt, verdicts)
                    : null;
        }

        private Map<String, String> findings() throws IOException {
            Map<String, String> verdicts = new HashMap<>();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                String control = null;
                String verdict = null;
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("control")) {
                        control = json.getText();
                    } else if (field.equals("verdict")) {
                        verdict = json.getText();
                    } else {
                        json.skipChildren();
                    }
                }
                if (control != null && verdict != null) {
                    verdicts.put(control, verdict);
                }
            }
            return verdicts;
        }
    }
}
