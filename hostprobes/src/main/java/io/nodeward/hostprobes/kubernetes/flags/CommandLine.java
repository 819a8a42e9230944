package io.nodeward.hostprobes.kubernetes.flags;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component's arguments cut into uses of flags, as its own parser cuts them. Immutable.
 *
 * @param uses in their order
 * @param unknown names that the component does not have
 * @param positional arguments that are no flags
 * @param mistake why the component would refuse these arguments, or null
 */
public record CommandLine(
        List<FlagUse> uses,
        List<String> unknown,
        List<String> positional,
        @Nullable String mistake) {

    public CommandLine {
        uses = List.copyOf(uses);
        unknown = List.copyOf(unknown);
        positional = List.copyOf(positional);
    }

    /**
     * Reads arguments by the rules of pflag with Kubernetes' name normalisation (an underscore is a dash): flags may stand
     * anywhere before {@code --}, a flag without a bare value takes the next argument.
     *
     * @param arguments without the program's name
     */
    public static CommandLine pflag(List<Argument> arguments, FlagTable table) {
        return pflag(arguments, table, false);
    }

    /**
     * As {@link #pflag(List, FlagTable)}.
     *
     * @param again whether it is the kubelet's second reading, over its configuration file (newFakeFlagSet in
     *     cmd/kubelet/app/server.go): there the flags of libraries have lost their bare values and take the next argument
     */
    public static CommandLine pflag(List<Argument> arguments, FlagTable table, boolean again) {
        List<FlagUse> uses = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> positional = new ArrayList<>();
        String mistake = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).text();
            String where = arguments.get(i).where();
            if (argument.equals("--")) {
                positional.addAll(texts(arguments.subList(i + 1, arguments.size())));
                break;
            }
            if (argument.startsWith("--")) {
                int equals = argument.indexOf('=');
                String name = (equals < 0 ? argument.substring(2) : argument.substring(2, equals)).replace('_', '-');
                FlagSpec spec = table.named(name);
                if (spec == null) {
                    unknown.add(name);
                    continue;
                }
                if (equals >= 0) {
                    uses.add(new FlagUse(name, argument.substring(equals + 1), where, argument));
                } else if (!spec.bare().isEmpty() && !(again && spec.rule() == FlagSpec.Rule.LIBRARY)) {
                    uses.add(new FlagUse(name, spec.bare(), where, argument));
                } else if (i + 1 < arguments.size()) {
                    String value = arguments.get(++i).text();
                    uses.add(new FlagUse(name, value, where, argument + " " + value));
                } else {
                    mistake = "--" + name + " has no value";
                }
            } else if (argument.length() > 1 && argument.charAt(0) == '-') {
                i = letters(argument, i, arguments, table, uses, unknown);
            } else {
                positional.add(argument);
            }
        }
        return new CommandLine(uses, unknown, positional, mistake);
    }

    /** One-letter flags: {@code -v2}, {@code -v=2}, {@code -v 2}. */
    private static int letters(
            String argument,
            int index,
            List<Argument> arguments,
            FlagTable table,
            List<FlagUse> uses,
            List<String> unknown) {
        int i = index;
        String where = arguments.get(index).where();
        for (int at = 1; at < argument.length(); at++) {
            FlagSpec spec = table.shorthand(argument.substring(at, at + 1));
            if (spec == null) {
                unknown.add(argument.substring(at, at + 1));
                return i;
            }
            String rest = argument.substring(at + 1);
            String value;
            if (rest.startsWith("=")) {
                value = rest.substring(1);
                rest = "";
            } else if (!spec.bare().isEmpty()) {
                value = spec.bare();
            } else if (!rest.isEmpty()) {
                value = rest;
                rest = "";
            } else if (i + 1 < arguments.size()) {
                value = arguments.get(++i).text();
            } else {
                return i;
            }
            uses.add(new FlagUse(spec.name(), value, where, argument));
            if (rest.isEmpty()) {
                return i;
            }
        }
        return i;
    }

    /**
     * Reads arguments by the rules of Go's own flag package, which etcd uses: one dash or two, a boolean takes its value
     * after an equals sign only, and the first argument that is no flag ends them.
     */
    public static CommandLine goFlag(List<Argument> arguments, FlagTable table) {
        List<FlagUse> uses = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> positional = List.of();
        String mistake = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).text();
            String where = arguments.get(i).where();
            if (argument.length() < 2 || argument.charAt(0) != '-') {
                positional = texts(arguments.subList(i, arguments.size()));
                break;
            }
            if (argument.equals("--")) {
                positional = texts(arguments.subList(i + 1, arguments.size()));
                break;
            }
            String body = argument.substring(argument.startsWith("--") ? 2 : 1);
            int equals = body.indexOf('=');
            String name = equals < 0 ? body : body.substring(0, equals);
            FlagSpec spec = table.named(name);
            if (spec == null) {
                unknown.add(name);
                continue;
            }
            if (equals >= 0) {
                uses.add(new FlagUse(name, body.substring(equals + 1), where, argument));
            } else if (spec.bool()) {
                uses.add(new FlagUse(name, "true", where, argument));
            } else if (i + 1 < arguments.size()) {
                String value = arguments.get(++i).text();
                uses.add(new FlagUse(name, value, where, argument + " " + value));
            } else {
                mistake = "--" + name + " has no value";
            }
        }
        return new CommandLine(uses, unknown, positional, mistake);
    }

    private static List<String> texts(List<Argument> arguments) {
        List<String> texts = new ArrayList<>(arguments.size());
        for (Argument argument : arguments) {
            texts.add(argument.text());
        }
        return texts;
    }
}
