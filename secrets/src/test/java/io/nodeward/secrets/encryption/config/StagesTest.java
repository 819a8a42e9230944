package io.nodeward.secrets.encryption.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries are written as {@code secrets configmaps: a b -}, with the letter of a key or - for plain text. */
class StagesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # as it is           | next | readable         | writing          | at last
            secrets: -           | a    | secrets: - a     | secrets: a -     | secrets: a -
            secrets: a -         | b    | secrets: a b -   | secrets: b a -   | secrets: b -
            secrets: a           | b    | secrets: a b     | secrets: b a     | secrets: b
            secrets: a b -       | b    | secrets: a b -   | secrets: b a -   | secrets: b -
            secrets: a b         | -    | secrets: a - b   | secrets: - a b   | secrets: -
            secrets: - a         | -    | secrets: - a     | secrets: - a     | secrets: -
            """)
    void everyServerReadsBeforeAnyWrites(String before, String next, String readable, String writing, String last) {
        Stages stages = Stages.of(config(before), _ -> provider(next));
        assertThat(shown(stages.before())).isEqualTo(before);
        assertThat(shown(stages.readable())).isEqualTo(readable);
        assertThat(shown(stages.writing())).isEqualTo(writing);
        assertThat(shown(stages.without(provider -> !(provider instanceof Identity))))
                .isEqualTo(last);
    }

    @Test
    void entriesThatAreLeftAloneStay() {
        Stages stages = Stages.of(
                config("secrets: a -; configmaps: - b"),
                entry -> entry.writer() instanceof Identity ? null : provider("c"));
        assertThat(shown(stages.readable())).isEqualTo("secrets: a c -; configmaps: - b");
        assertThat(shown(stages.writing())).isEqualTo("secrets: c a -; configmaps: - b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                           | secrets            | secrets: -
            configmaps: a                | secrets            | configmaps: a; secrets: -
            secrets configmaps: a -      | secrets            | secrets: a -; configmaps: a -
            secrets: a                   | secrets            | secrets: a
            pods: b; *.*: a -            | secrets            | pods: b; secrets: a -; *.*: a -
            *.apps: a; *.*: -            | deployments.apps   | deployments.apps: a; *.apps: a; *.*: -
            *.: a                        | secrets configmaps | secrets: a; configmaps: a; *.: a
            secrets.: a                  | secrets            | secrets: a
            secrets: a                   | *.*                | secrets: a; *.*: -
            """)
    void whatIsAskedForGetsAnEntryThatMeansTheSame(String before, String resources, String split) {
        assertThat(shown(Coverage.split(config(before), List.of(resources.split(" ")))))
                .isEqualTo(split);
    }

    private static EncryptionConfig config(String text) {
        List<EncryptionEntry> entries = new ArrayList<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split("; ")) {
            String[] sides = entry.split(": ");
            entries.add(new EncryptionEntry(
                    List.of(sides[0].split(" ")),
                    Arrays.stream(sides[1].split(" ")).map(StagesTest::provider).toList()));
        }
        return new EncryptionConfig(entries);
    }

    private static Provider provider(String letter) {
        return letter.equals("-")
                ? new Identity()
                : new Keyed(
                        KeyKind.SECRETBOX,
                        new EncryptionKey(letter, letter.repeat(32).getBytes(UTF_8)));
    }

    private static String shown(EncryptionConfig config) {
        return String.join(
                "; ",
                config.entries().stream()
                        .map(entry -> String.join(" ", entry.resources()) + ": "
                                + String.join(
                                        " ",
                                        entry.providers().stream()
                                                .map(provider -> provider instanceof Keyed keyed
                                                        ? keyed.key().name()
                                                        : "-")
                                                .toList()))
                        .toList());
    }
}
