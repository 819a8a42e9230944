package io.nodeward.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host's files hold cannot drive a terminal, turn into markup, or drown a reader. */
class HarmlessTest {

    private static final Format.Style VERBOSE = new Format.Style(false, 80, true);

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "sarif", "junit", "html"})
    void noFormatPassesControlCharacters(String format) {
        String written = write(format, Samples.hostile());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c != '\n') {
                assertThat(Character.getType(c))
                        .describedAs("%s writes U+%04X at %d", format, (int) c, i)
                        .isNotIn((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.SURROGATE);
            }
        }
    }

    @Test
    void aHostileValueCannotForgeALineOfText() {
        assertThat(write("text", Samples.hostile()).lines()).noneMatch(line -> line.startsWith("PASS all is well"));
    }

    @Test
    void aHugeValueIsCutInText() {
        assertThat(write("text", Samples.hostile())).contains("more characters").hasSizeLessThan(10_000);
    }

    @Test
    void htmlHasNoScript() {
        assertThat(write("html", Samples.hostile()))
                .doesNotContainIgnoringCase("<script")
                .contains("&lt;script&gt;");
    }

    @Test
    void junitIsWellFormed() throws Exception {
        for (Report report : new Report[] {Samples.hostile(), Samples.everyVerdict()}) {
            byte[] written = Formats.named("junit").write(report, VERBOSE);
            var document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(written));
            var suite = (org.w3c.dom.Element)
                    document.getElementsByTagName("testsuite").item(0);
            assertThat(suite.getAttribute("tests"))
                    .isEqualTo(String.valueOf(report.findings().size()));
            assertThat(document.getElementsByTagName("failure").getLength())
                    .isEqualTo(Integer.parseInt(suite.getAttribute("failures")));
            assertThat(document.getElementsByTagName("error").getLength())
                    .isEqualTo(Integer.parseInt(suite.getAttribute("errors")));
            assertThat(document.getElementsByTagName("skipped").getLength())
                    .isEqualTo(Integer.parseInt(suite.getAttribute("skipped")));
        }
    }

    private static String write(String format, Report report) {
        return new String(Formats.named(format).write(report, VERBOSE), StandardCharsets.UTF_8);
    }
}
