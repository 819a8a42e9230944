package io.nodeward.hostprobes.kubernetes.goyaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected values were taken from sigs.k8s.io/yaml v1.6.0 with go.yaml.in/yaml/v2 v2.4.3 (YAMLToJSON, YAMLToJSONStrict)
 * and from the kubelet's own decoder in v1.36.3, run with these inputs.
 */
class GoYamlTest {

    /** The value of k as JSON; content is written out since toString does not show it. */
    static String json(String text) {
        try {
            return Json.of(GoYaml.read(text).root());
        } catch (GoYamlException e) {
            return "refused";
        }
    }

    // resolve.go: resolve
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true|true",
                "True|true",
                "TRUE|true",
                "tRUE|'tRUE'",
                "yes|true",
                "YES|true",
                "yEs|'yEs'",
                "y|true",
                "Y|true",
                "on|true",
                "On|true",
                "t|'t'",
                "no|false",
                "n|false",
                "N|false",
                "off|false",
                "OFF|false",
                "FALSE|false",
                "~|null",
                "null|null",
                "Null|null",
                "NULL|null",
                "nULL|'nULL'",
                "'true'|'true'",
                "\"yes\"|'yes'",
                "0|0",
                "-1|-1",
                "+5|5",
                "017|15",
                "-017|-15",
                "0o17|15",
                "0O17|15",
                "0o9|'0o9'",
                "08|8",
                "09.5|9.5",
                "0x1F|31",
                "-0x1f|-31",
                "0x|'0x'",
                "0xg|'0xg'",
                "0b101|5",
                "-0b11|-3",
                "0b2|'0b2'",
                "1_000|1000",
                "0x_1f|31",
                "_1|'_1'",
                "1__0|10",
                "1.0|1",
                "1.|1",
                ".5|0.5",
                "-.5|-0.5",
                ".|'.'",
                ".e5|'.e5'",
                "1e3|1000",
                "1E+3|1000",
                "1e21|1e+21",
                "1e-7|1e-7",
                "1.5e300|1.5e+300",
                "1e400|'1e400'",
                "0.1|0.1",
                "-0.0|-0",
                "18446744073709551615|18446744073709551615",
                "99999999999999999999|100000000000000000000",
                "-9223372036854775809|-9223372036854776000",
                "0x1p-2|'0x1p-2'",
                "1:30|'1:30'",
                "190:20:30|'190:20:30'",
                "2001-01-01|'2001-01-01'",
                "2001-13-45|'2001-13-45'",
                "=|'='",
                "<<|'<<'",
                "!!str 1|'1'",
                "! 1|'1'",
                "!!int \"3\"|3",
                "!!int x|refused",
                "!!int 1.5|refused",
                "!!float 1|1",
                "!!bool yes|true",
                "!!bool \"true\"|true",
                "!!bool 1|refused",
                "!!null ''|null",
                "!!null x|refused",
                "!!binary aGk=|'hi'",
                "!!binary x|refused",
                "!!timestamp 2001-01-01|'2001-01-01'",
                "!!timestamp 5|refused",
                "!foo 1|'1'",
                ".inf|refused",
                "-.inf|refused",
                ".nan|refused"
            })
    void resolvesScalars(String written, String resolved) {
        String value = json("k: " + written + "\n");
        assertThat(value).isEqualTo(resolved.equals("refused") ? "refused" : "{'k':" + resolved + "}");
    }

    // yaml.go: convertToJSONableObject; decode.go: mapping, merge, setMapIndex
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{yes: 1}|{'true':1}",
                "{0x10: a}|{'16':'a'}",
                "{1.5: a, 2.0: b}|{'1.5':'a','2':'b'}",
                "{~: a}|refused",
                "{[a]: b}|refused",
                "{18446744073709551615: a}|refused",
                "{true: a, 'true': b}|refused",
                "{a: 1, a: 2}|{'a':2} strict",
                "{yes: 1, on: 2}|{'true':2} strict",
                "{a: {b: 1}, a: {c: 2}}|{'a':{'c':2}} strict",
                "{a: {b: 1}, a: ~}|{'a':null} strict",
                "{x: &x {a: 1}, z: {<<: *x, b: 2}}|{'x':{'a':1},'z':{'a':1,'b':2}}",
                "{x: &x {a: 1}, z: {<<: *x, a: 2}}|{'x':{'a':1},'z':{'a':2}} strict",
                "{x: &x {a: 1}, z: {a: 2, <<: *x}}|{'x':{'a':1},'z':{'a':1}} strict",
                "{<<: [{a: 1}, {a: 2, b: 3}]}|{'a':1,'b':3} strict",
                "{'<<': {a: 1}}|{'<<':{'a':1}}",
                "{!!merge x: {a: 1}}|{'x':{'a':1}}",
                "{<<: ~}|refused",
                "{<<: [a]}|refused",
                "{a: &a yes, b: *a}|{'a':true,'b':true}",
                "{a: *a}|refused",
                "{a: b, ? c : d}|{'a':'b','c':'d'}"
            })
    void readsMappings(String written, String resolved) throws GoYamlException {
        // a comment first, or the brace would make it JSON
        String text = "# c\n" + written + "\n";
        if (resolved.equals("refused")) {
            assertThat(json(text)).isEqualTo("refused");
            return;
        }
        GoDocument document = GoYaml.read(text);
        assertThat(Json.of(document.root()) + (document.strict().isEmpty() ? "" : " strict"))
                .isEqualTo(resolved);
    }

    // json.go: Decode; util/yaml decoder.go: IsJSONBuffer
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                " {\"a\": [1, 1.50, -0, 1e3, true, null, \"x\\u00e9\\n\\/\"]}|{'a':[1,1.50,-0,1e3,true,null,'xé\\n/']}",
                "{}|{}",
                "{\"a\": {}}|{'a':{}}",
                "{\"a\": []}|{'a':[]}",
                "{a: 1}|refused",
                "{\"a\": 'x'}|refused",
                "{\"a\": 1,}|refused",
                "{\"a\": 01}|refused",
                "{\"a\": .5}|refused",
                "{\"a\": 1.}|refused",
                "{\"a\": +1}|refused",
                "{\"a\": tru}|refused",
                "{\"a\": yes}|refused",
                "{\"a\": 1} # c|refused",
                "{\"a\": 1} {}|refused",
                "{\"a\": 1|refused",
                "{\"a\" 1}|refused",
                "{\"a\": \"\\x\"}|refused",
                "{\"a\": \"\\u12\"}|refused",
                "{\"a\": NaN}|refused"
            })
    void readsJsonToTheLetter(String written, String resolved) {
        assertThat(json(written)).isEqualTo(resolved);
    }

    @Test
    void keepsDuplicatesOfJsonAndNamesThem() throws GoYamlException {
        GoDocument document = GoYaml.read("{\"a\": 1,\n\"a\": 2}");
        assertThat(Json.of(document.root())).isEqualTo("{'a':1,'a':2}");
        assertThat(document.strict()).containsExactly(new Problem("the field a stands twice", 2));
        assertThat(document.json()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: 1\\n---\\na: 2\\n|{'a':1}",
                "---\\na: 1\\n...\\nrubbish: [\\n|{'a':1}",
                "---\\n---\\na: 1\\n|null",
                "%YAML 1.1\\n---\\na: 1\\n|{'a':1}",
                "# only a comment\\n|null",
                "``|null",
                "- a\\n- b: 1\\n|['a',{'b':1}]",
                "a: 1\\r\\nb: 2\\r\\n|{'a':1,'b':2}",
                "a:\\tb\\n|{'a':'b'}",
                "a: b\\t# c\\n|{'a':'b'}",
                "a: 1\\n\\tb: 2\\n|refused",
                "a:\\n\\tb: 2\\n|refused",
                "a: x: y\\n|refused",
                "a:\\n   b: 1\\n  c: 2\\n|refused",
                "a: [\\n|refused"
            })
    void readsTheFirstDocument(String written, String resolved) {
        String text = written.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
        assertThat(json(text)).isEqualTo(resolved);
    }

    @Test
    void readsUnicodeWithAndWithoutMark() throws GoYamlException {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(Json.of(GoYaml.read("\ufeffa: é\n".getBytes(charset)).root()))
                    .isEqualTo("{'a':'é'}");
        }
        assertThat(Json.of(GoYaml.read("\ufeffa: é\n".getBytes(StandardCharsets.UTF_8))
                        .root()))
                .isEqualTo("{'a':'é'}");
    }

    @Test
    void aMarkBeforeABraceMakesItYaml() throws GoYamlException {
        byte[] bytes = "\ufeff{a: yes}\n".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.of(GoYaml.read(bytes).root())).isEqualTo("{'a':true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: \0\n", "a: \u0007\n", "a: 1 # x\u0085b: 2\n", "a: \u2028b\n"})
    void refusesWhatIsNoPlainText(String text) {
        assertThatThrownBy(() -> GoYaml.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(GoYamlException.class);
    }

    @Test
    void refusesMalformedUtf8() {
        assertThatThrownBy(() -> GoYaml.read(new byte[] {'a', ':', ' ', (byte) 0xff, '\n'}))
                .isInstanceOf(GoYamlException.class)
                .hasMessage("is not text");
    }

    @Test
    void isBoundedInDepthAndExpansion() {
        assertThatThrownBy(() -> GoYaml.read("{\"a\":".repeat(100_000))).isInstanceOf(GoYamlException.class);
        assertThatThrownBy(() -> GoYaml.read("[".repeat(100_000))).isInstanceOf(GoYamlException.class);
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1) + "]\n");
        }
        assertThatThrownBy(() -> GoYaml.read(bomb.toString())).isInstanceOf(GoYamlException.class);
        StringBuilder merges = new StringBuilder("m0: &m0 {a: 1, b: 2}\n");
        for (int i = 1; i < 30; i++) {
            merges.append("m" + i + ": &m" + i + " {<<: [*m" + (i - 1) + ", *m" + (i - 1) + "]}\n");
        }
        assertThatThrownBy(() -> GoYaml.read(merges.toString())).isInstanceOf(GoYamlException.class);
    }

    @Test
    void showsNoContent() throws GoYamlException {
        GoDocument document = GoYaml.read("secret: hunter2\nlist: [hunter2, 12345]\n");
        assertThat(document.toString()).doesNotContain("hunter2").doesNotContain("12345");
        assertThatThrownBy(() -> GoYaml.read("{\"secret\": \"hunter2\" x}")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> GoYaml.read("secret: !!int hunter2")).hasMessageNotContaining("hunter2");
        assertThat(GoYaml.read("'hunter2 hunter2': 1\n'hunter2 hunter2': 2\n")
                        .strict()
                        .toString())
                .doesNotContain("hunter2");
    }

    // Go time: ParseDuration
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "+0,0",
        "-0,0",
        "5m,300000000000",
        "1h30m,5400000000000",
        "1.5s,1500000000",
        ".5h,1800000000000",
        "1.s,1000000000",
        "-10ms,-10000000",
        "1us,1000",
        "1µs,1000",
        "3ns,3",
        "0s,0",
        "5,",
        "'',",
        "s,",
        "1d,",
        "1h 30m,",
        ".s,",
        "-,",
        "1hh,",
        "9999999999h,"
    })
    void parsesDurations(String text, @Nullable Long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(nanos == null ? null : Duration.ofNanos(nanos));
    }
}
