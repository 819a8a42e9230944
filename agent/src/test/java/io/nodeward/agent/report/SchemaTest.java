package io.nodeward.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON reports are as their schemas say: our own, and the official one of SARIF. */
class SchemaTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Format.Style PLAIN = new Format.Style(false, 80, false);

    @ParameterizedTest
    @CsvSource({
        "json, V202012, /io/nodeward/agent/report/report.schema.json",
        "sarif, V7, /schema/sarif-schema-2.1.0.json",
    })
    void fits(String format, VersionFlag draft, String schemaFile) throws IOException {
        JsonSchema schema = schema(draft, schemaFile);
        Report everyVerdict = Samples.everyVerdict();
        Report compared = everyVerdict.with(new Comparison(
                "2025-12-31T00:00:00Z",
                java.util.List.of(new Comparison.Change("a", null, "FAIL")),
                java.util.List.of(),
                java.util.List.of(new Comparison.Change("b", "PASS", null))));
        for (Report report : new Report[] {everyVerdict, compared, Samples.hostile()}) {
            byte[] written = Formats.named(format).write(report, PLAIN);
            assertThat(schema.validate(MAPPER.readTree(written))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"severity, '\"grave\"'", "verdict, '\"OK\"'", "evidence, '{}'", "surprise, '1'"})
    void ourSchemaRefusesWhatIsNotAReport(String field, String value) throws IOException {
        var report = MAPPER.readTree(Formats.named("json").write(Samples.everyVerdict(), PLAIN));
        ((com.fasterxml.jackson.databind.node.ObjectNode) report.get("findings").get(0))
                .set(field, MAPPER.readTree(value));
        assertThat(schema(VersionFlag.V202012, "/io/nodeward/agent/report/report.schema.json")
                        .validate(report))
                .isNotEmpty();
    }

    private static JsonSchema schema(VersionFlag draft, String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(SchemaTest.class.getResourceAsStream(file), file)) {
            return JsonSchemaFactory.getInstance(draft).getSchema(in);
        }
    }
}
