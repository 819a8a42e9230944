package io.nodeward.agent.help;

import io.nodeward.agent.BuildInfo;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command in roff, man(7). */
public final class ManualPage {

    private final StringBuilder out = new StringBuilder();

    private ManualPage() {}

    /** Returns the page. */
    public static String of(CommandSpec spec) {
        return new ManualPage().page(spec);
    }

    private String page(CommandSpec spec) {
        String name = spec.qualifiedName("-");
        out.append(".TH \"")
                .append(text(name.toUpperCase(java.util.Locale.ROOT)))
                .append("\" \"1\" \"\" \"nodeward ");
        out.append(text(BuildInfo.VERSION)).append("\" \"Nodeward\"\n");
        section("NAME");
        line(name + " - " + lower(String.join(" ", spec.usageMessage().header())));
        section("SYNOPSIS");
        out.append(".B ").append(text(spec.qualifiedName())).append('\n');
        line(HelpText.synopsis(spec).substring(spec.qualifiedName().length() + 1));
        section("DESCRIPTION");
        String between = "";
        for (String paragraph : spec.usageMessage().description()) {
            out.append(between);
            line(paragraph);
            between = ".PP\n";
        }
        if (!spec.subcommands().isEmpty()) {
            section("COMMANDS");
            for (Map.Entry<String, CommandLine> command : spec.subcommands().entrySet()) {
                entry(
                        command.getKey(),
                        command.getValue().getCommandSpec().usageMessage().header());
            }
        }
        section("OPTIONS");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            entry(parameter.paramLabel(), parameter.description());
        }
        for (OptionSpec option : spec.options()) {
            entry(HelpText.names(option), option.description());
        }
        section("EXIT STATUS");
        spec.usageMessage().exitCodeList().forEach((code, meaning) -> entry(code, meaning));
        section("EXAMPLES");
        out.append(".nf\n");
        for (String example : spec.usageMessage().footer()) {
            line(example);
        }
        out.append(".fi\n");
        section("SEE ALSO");
        if (spec.parent() == null) {
            between = "";
            for (String command : spec.subcommands().keySet()) {
                out.append(between)
                        .append(".BR nodeward\\-")
                        .append(text(command))
                        .append(" (1)");
                between = ",\n";
            }
            out.append('\n');
        } else {
            out.append(".BR nodeward (1)\n");
        }
        return out.toString();
    }

    private void section(String name) {
        out.append(".SH ").append(name).append('\n');
    }

    private void entry(String term, String... description) {
        out.append(".TP\n.B ").append(text(term)).append('\n');
        line(String.join(" ", description));
    }

    private void line(String text) {
        out.append(text(text)).append('\n');
    }

    private static String lower(String sentence) {
        String text = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return text.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + text.substring(1);
    }

    /** What roff would act on, written so that it does not: backslashes, dashes, and dots at the start of a line. */
    private static String text(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("\"", "\\(dq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
