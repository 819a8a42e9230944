package io.nodeward.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.agent.BuildInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each format writes exactly what lies in {@code src/test/golden}. After a change that is meant, look at the difference
 * and write the files anew with {@code mvn test -pl agent -am -Dtest=GoldenTest -Dgolden.write=true}.
 */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/golden");
    private static final Format.Style PLAIN = new Format.Style(false, 80, false);

    @ParameterizedTest
    @CsvSource({"text, txt", "json, json", "sarif, sarif", "junit, xml", "html, html"})
    void everyVerdict(String format, String extension) throws IOException {
        check("report." + extension, Formats.named(format).write(Samples.everyVerdict(), PLAIN));
    }

    @ParameterizedTest
    @CsvSource({"text, txt", "json, json", "sarif, sarif", "junit, xml", "html, html"})
    void hostile(String format, String extension) throws IOException {
        check("hostile." + extension, Formats.named(format).write(Samples.hostile(), PLAIN));
    }

    @ParameterizedTest
    @CsvSource({"true, verbose-color.txt", "false, verbose.txt"})
    void verboseText(boolean color, String file) throws IOException {
        check(file, Formats.named("text").write(Samples.everyVerdict(), new Format.Style(color, 80, true)));
    }

    private static void check(String name, byte[] written) throws IOException {
        String text = new String(written, StandardCharsets.UTF_8).replace(BuildInfo.VERSION, "VERSION");
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
