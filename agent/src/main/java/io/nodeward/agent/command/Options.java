package io.nodeward.agent.command;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.yaml.Suggestion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What the command line said, by option name. */
public final class Options {

    private final String program;
    private final List<ParseResult> nearestFirst;

    /**
     * @param program the command as the user calls it: {@code nodeward audit}
     * @param nearestFirst what was parsed for the command, then for the words before it
     */
    Options(String program, List<ParseResult> nearestFirst) {
        this.program = program;
        this.nearestFirst = List.copyOf(nearestFirst);
    }

    /** The command as the user calls it. */
    public String program() {
        return program;
    }

    /** Whether a flag is given. */
    public boolean has(String name) {
        return option(name) != null;
    }

    /** An option's value, or null when it is not given. */
    public @Nullable String value(String name) {
        OptionSpec option = option(name);
        if (option == null) {
            return null;
        }
        String value = option.getValue();
        return value;
    }

    /** An option's value, or {@code otherwise}. */
    public String value(String name, String otherwise) {
        String value = value(name);
        return value == null ? otherwise : value;
    }

    /** An option's value, which has to be one of {@code known}; {@code otherwise} when it is not given. */
    public String oneOf(String name, List<String> known, String otherwise) {
        String value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (!known.contains(value)) {
            throw Failure.usage(
                    "unknown value for " + name + ": " + value + Suggestion.of(value, known),
                    name + " takes " + String.join(", ", known));
        }
        return value;
    }

    /** All values of an option that may be repeated. */
    public List<String> values(String name) {
        OptionSpec option = option(name);
        if (option == null) {
            return List.of();
        }
        List<String> values = option.getValue();
        return values;
    }

    /** The first parameter, which has to be one of {@code known}. */
    public String action(List<String> known) {
        String action = parameter(0);
        if (action == null || !known.contains(action)) {
            String word = action == null ? "" : action;
            throw Failure.usage(
                    "unknown action " + Plain.line(word, 100) + Suggestion.of(word, known),
                    program + " takes " + String.join(" or ", known));
        }
        return action;
    }

    /** The parameter at a place, or null when it is not given. */
    public @Nullable String parameter(int index) {
        ArgSpec found = null;
        for (PositionalParamSpec parameter : nearestFirst.getFirst().matchedPositionals()) {
            if (parameter.index().contains(index)) {
                found = parameter;
            }
        }
        if (found == null) {
            return null;
        }
        String value = found.getValue();
        return value;
    }

    private @Nullable OptionSpec option(String name) {
        for (ParseResult result : nearestFirst) {
            OptionSpec option = result.matchedOption(name);
            if (option != null) {
                return option;
            }
        }
        return null;
    }
}
