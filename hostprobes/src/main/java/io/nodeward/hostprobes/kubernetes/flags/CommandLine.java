package io.nodeward.hostprobes.kubernetes.flags;

import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A component's arguments cut into uses of flags, as its own parser cuts them. Immutable.
 *
 * @param uses in their order
 * @param unknown names that the component does not have
 * @param positional arguments that are no flags
 * @param stray whether one of them cannot be the value of a flag either
 * @param mistake why the component would refuse these arguments, or null
 * @param doubtful flags of which such arguments do not tell what they were meant to be: who writes
 *     {@code --profiling false} has a process that does not run, so if it runs we do not know what it was given
 */
public record CommandLine(
        List<FlagUse> uses,
        List<String> unknown,
        List<String> positional,
        boolean stray,
        @Nullable String mistake,
        Set<String> doubtful) {

    public CommandLine {
        uses = List.copyOf(uses);
        unknown = List.copyOf(unknown);
        positional = List.copyOf(positional);
        doubtful = Set.copyOf(doubtful);
    }

    /** Whether the component would start with these arguments, as far as their form goes. */
    public boolean accepted() {
        return unknown.isEmpty() && positional.isEmpty() && mistake == null;
    }

    /**
     * Why no version of a component starts with these arguments, or null. A flag that is not known may belong to a version
     * that is not known either, and then a word behind it may be its value.
     */
    public @Nullable Unknown refusal(String component) {
        if (!stray && (!unknown.isEmpty() || (positional.isEmpty() && mistake == null))) {
            return null;
        }
        String reason = stray || mistake == null ? "has an argument that is no flag" : mistake;
        return new Unknown(reason + ", with which " + component + " refuses to start", "command line of " + component);
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
        Parse parse = new Parse(arguments, table);
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).text();
            if (parse.nameless(arguments.get(i))) {
                continue;
            }
            if (argument.equals("--")) {
                parse.rest(i + 1);
                break;
            }
            if (argument.startsWith("--")) {
                i = parse.name(argument, i, again);
            } else if (argument.length() > 1 && argument.charAt(0) == '-') {
                i = parse.letters(argument, i);
            } else {
                parse.word(argument);
            }
        }
        // the kubelet looks at these words the first time only
        return again ? parse.result().withoutWords() : parse.result();
    }

    private CommandLine withoutWords() {
        return new CommandLine(uses, unknown, List.of(), false, mistake, doubtful);
    }

    /**
     * Reads arguments by the rules of Go's own flag package, which etcd uses: one dash or two, a boolean takes its value
     * after an equals sign only, and the first argument that is no flag ends them.
     */
    public static CommandLine goFlag(List<Argument> arguments, FlagTable table) {
        Parse parse = new Parse(arguments, table);
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).text();
            if (parse.nameless(arguments.get(i))) {
                continue;
            }
            if (argument.length() < 2 || argument.charAt(0) != '-') {
                parse.word(argument);
                parse.rest(i + 1);
                break;
            }
            if (argument.equals("--")) {
                parse.rest(i + 1);
                break;
            }
            i = parse.plainName(argument, i);
        }
        return parse.result();
    }

    /** One reading of a command line. */
    private static final class Parse {
        private final List<Argument> arguments;
        private final FlagTable table;
        private final List<FlagUse> uses = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private final List<String> positional = new ArrayList<>();
        private final Set<String> doubtful = new HashSet<>();
        private boolean stray;
        private @Nullable String mistake;
        /** The flag just before, whose value a positional word may have been meant to be. */
        private String last = "";
        /** Whether the argument before was an unknown flag, which may have had this one for its value. */
        private boolean afterUnknown;

        Parse(List<Argument> arguments, FlagTable table) {
            this.arguments = arguments;
            this.table = table;
        }

        CommandLine result() {
            return new CommandLine(uses, unknown, positional, stray, mistake, doubtful);
        }

        /** Whether a variable stands where a flag has its name: it may set any flag, and more than one word of it none. */
        boolean nameless(Argument argument) {
            int equals = argument.text().indexOf('=');
            if (argument.whole() || (equals >= 0 && equals < argument.hole())) {
                return false;
            }
            for (FlagSpec spec : table.flags()) {
                doubtful.add(spec.name());
            }
            return true;
        }

        int name(String argument, int index, boolean again) {
            int equals = argument.indexOf('=');
            String name = (equals < 0 ? argument.substring(2) : argument.substring(2, equals)).replace('_', '-');
            if (name.isEmpty() || name.startsWith("-")) {
                mistake = "has an argument that is no flag";
                return index;
            }
            FlagSpec spec = table.named(name);
            String alone = spec == null || (again && spec.rule() == FlagSpec.Rule.LIBRARY) ? "" : spec.bare();
            return use(name, spec, alone, argument, equals, index);
        }

        int plainName(String argument, int index) {
            int from = argument.startsWith("--") ? 2 : 1;
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(from) : argument.substring(from, equals);
            FlagSpec spec = table.named(name);
            return use(name, spec, spec != null && spec.bool() ? "true" : "", argument, equals, index);
        }

        private int use(String name, @Nullable FlagSpec spec, String alone, String argument, int equals, int index) {
            String where = arguments.get(index).where();
            boolean unsure = afterUnknown;
            last = "";
            afterUnknown = false;
            if (spec == null) {
                unknown.add(shown(name));
                doubtful.add(name.toLowerCase(Locale.ROOT));
                afterUnknown = equals < 0;
                return index;
            }
            if (unsure) {
                doubtful.add(name);
            }
            if (equals >= 0) {
                boolean sure = arguments.get(index).whole();
                uses.add(new FlagUse(name, argument.substring(equals + 1), where, argument, sure));
                last = name;
            } else if (!alone.isEmpty()) {
                uses.add(new FlagUse(name, alone, where, argument));
                last = name;
            } else if (index + 1 < arguments.size()) {
                Argument next = arguments.get(index + 1);
                uses.add(new FlagUse(name, next.text(), where, argument + " " + next.text(), next.whole()));
                return index + 1;
            } else {
                mistake = "--" + name + " has no value";
                doubtful.add(name);
            }
            return index;
        }

        /** One-letter flags: {@code -v2}, {@code -v=2}, {@code -v 2}. */
        int letters(String argument, int index) {
            String where = arguments.get(index).where();
            int i = index;
            last = "";
            afterUnknown = false;
            for (int at = 1; at < argument.length(); at++) {
                FlagSpec spec = table.shorthand(argument.substring(at, at + 1));
                if (spec == null) {
                    // -name=value is meant for a name, which only etcd would take
                    int equals = argument.indexOf('=');
                    String name = equals < 0 ? argument.substring(1) : argument.substring(1, equals);
                    unknown.add(shown("-" + name));
                    if (at == 1 && table.named(name.replace('_', '-')) != null) {
                        doubtful.add(name.replace('_', '-'));
                    }
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
                    mistake = "-" + argument.charAt(at) + " has no value";
                    return i;
                }
                uses.add(new FlagUse(spec.name(), value, where, argument));
                if (rest.isEmpty()) {
                    return i;
                }
            }
            return i;
        }

        /** An argument that is no flag: it may have been meant as the value of the flag before it. */
        void word(String argument) {
            positional.add(argument);
            stray |= !afterUnknown;
            if (!last.isEmpty()) {
                doubtful.add(last);
            }
            last = "";
            afterUnknown = false;
        }

        /** What the parser does not look at any more. */
        void rest(int from) {
            for (Argument argument : arguments.subList(Math.min(from, arguments.size()), arguments.size())) {
                positional.add(argument.text());
                String text = argument.text();
                int start = text.startsWith("--") ? 2 : text.startsWith("-") ? 1 : -1;
                if (start > 0) {
                    int equals = text.indexOf('=');
                    String name = equals < 0 ? text.substring(start) : text.substring(start, equals);
                    doubtful.add(name.replace('_', '-'));
                }
            }
        }

        /** A name as it may be shown: of what follows an unknown dash anything may be a secret. */
        private static String shown(String name) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < name.length() && i < 64; i++) {
                char c = name.charAt(i);
                boolean plain = Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
                text.append(plain ? c : '?');
            }
            return name.length() > 64 ? text.append('…').toString() : text.toString();
        }
    }
}
