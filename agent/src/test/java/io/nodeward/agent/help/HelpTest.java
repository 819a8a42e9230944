package io.nodeward.agent.help;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.agent.command.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Help, manual pages and completion know every command and every option. */
class HelpTest {

    static Stream<CommandSpec> commands() {
        CommandSpec program = Commands.program();
        return Stream.concat(Stream.of(program), Completion.commands(program).stream());
    }

    @Test
    void everyCommandIsInTheProgram() {
        assertThat(Commands.program().subcommands().keySet()).containsExactlyElementsOf(Commands.names());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsDescribedInFull(CommandSpec spec) {
        assertThat(spec.usageMessage().header()).hasSize(1);
        assertThat(spec.usageMessage().description()).isNotEmpty();
        assertThat(spec.usageMessage().exitCodeList()).containsKey("0");
        assertThat(spec.usageMessage().footer()).isNotEmpty().allMatch(line -> line.contains("nodeward"));
        for (OptionSpec option : spec.options()) {
            assertThat(String.join(" ", option.description()))
                    .describedAs(option.longestName())
                    .endsWith(".");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsEightyColumnsAndHasEverySection(CommandSpec spec) {
        String help = HelpText.of(spec, 80);
        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
        assertThat(help).contains("usage: " + spec.qualifiedName(), "OPTIONS\n", "EXIT CODES\n", "EXAMPLES\n");
        for (OptionSpec option : spec.options()) {
            assertThat(help).contains(option.longestName());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aManualPageHasEverySectionAndNothingThatRoffActsOnByAccident(CommandSpec spec) {
        String page = ManualPage.of(spec);
        assertThat(page.lines().filter(line -> line.startsWith(".SH")).toList())
                .containsSubsequence(
                        ".SH NAME",
                        ".SH SYNOPSIS",
                        ".SH DESCRIPTION",
                        ".SH OPTIONS",
                        ".SH EXIT STATUS",
                        ".SH EXAMPLES",
                        ".SH SEE ALSO");
        assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> line.matches("\\.(TH|SH|TP|PP|B|BR|nf|fi)( .*)?"));
        for (OptionSpec option : spec.options()) {
            assertThat(page).contains(option.longestName().replace("-", "\\-"));
        }
    }

    @Test
    void completionKnowsEveryOption() {
        for (String shell : Completion.SHELLS) {
            String script = Completion.script(shell, Commands.program());
            commands().forEach(command -> {
                for (OptionSpec option : command.options()) {
                    String name = option.longestName();
                    assertThat(script).contains(shell.equals("fish") ? "-l " + name.substring(2) : name);
                }
            });
        }
    }

    /** The script itself, in a real bash: what would be offered after these words? */
    @Test
    void bashCompletes() throws IOException, InterruptedException {
        assertThat(complete("nodeward", "")).contains("audit", "explain", "completion", "--help");
        assertThat(complete("nodeward", "au")).containsExactly("audit");
        assertThat(complete("nodeward", "audit", "--fo")).containsExactly("--format");
        assertThat(complete("nodeward", "audit", "--format", "s")).containsExactly("sarif");
        assertThat(complete("nodeward", "audit", "--format", "=", "j")).containsExactly("json", "junit");
        assertThat(complete("nodeward", "audit", "--fail-on", "")).containsExactly("critical", "high", "medium", "low");
        assertThat(complete("nodeward", "completion", "")).contains("bash", "zsh", "fish");
        assertThat(complete("nodeward", "config", "s")).containsExactly("show");
        assertThat(complete("nodeward", "--color", "")).containsExactly("auto", "always", "never");
        assertThat(complete("nodeward", "audit", "--root", "/et")).containsExactly("/etc");
    }

    private static List<String> complete(String... words) throws IOException, InterruptedException {
        StringBuilder script =
                new StringBuilder("compopt() { :; }\n").append(Completion.script("bash", Commands.program()));
        script.append("COMP_WORDS=(");
        for (String word : words) {
            script.append('\'').append(word).append("' ");
        }
        script.append(")\nCOMP_CWORD=")
                .append(words.length - 1)
                .append("\n_nodeward\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        Process bash = new ProcessBuilder("bash", "-u", "-c", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).describedAs(said).isZero();
        return said.lines().toList();
    }
}
