package io.nodeward.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The flags of a server, in order. When one is given twice the last wins, as in the servers themselves. */
final class Flags {
    /** Their values begin with a slash and are no paths all the same. */
    private static final Set<String> NO_PATHS = Set.of("etcd-prefix", "authorization-always-allow-paths");

    private final List<String> arguments;

    Flags(List<String> arguments) {
        this.arguments = new ArrayList<>(arguments);
    }

    Flags copy() {
        return new Flags(arguments);
    }

    List<String> arguments() {
        return List.copyOf(arguments);
    }

    void set(String name, String value) {
        remove(name);
        arguments.add("--" + name + "=" + value);
    }

    void remove(String name) {
        for (int i = arguments.size() - 1; i >= 0; i--) {
            if (name(arguments.get(i)).equals(name)) {
                if (hasSeparateValue(i)) {
                    arguments.remove(i + 1);
                }
                arguments.remove(i);
            }
        }
    }

    Optional<String> value(String name) {
        for (int i = arguments.size() - 1; i >= 0; i--) {
            String argument = arguments.get(i);
            if (name(argument).equals(name)) {
                int equals = argument.indexOf('=');
                return Optional.of(
                        equals > 0
                                ? argument.substring(equals + 1)
                                : hasSeparateValue(i) ? arguments.get(i + 1) : "true");
            }
        }
        return Optional.empty();
    }

    /** The same flags for a server that runs outside of the tree: every path in them is now below {@code root}. */
    Flags below(Path root) {
        List<String> moved = new ArrayList<>();
        String name = "";
        for (String argument : arguments) {
            boolean flag = argument.startsWith("-");
            if (flag) {
                name = name(argument);
            }
            int value = flag ? argument.indexOf('=') + 1 : 0;
            moved.add(
                    NO_PATHS.contains(name) || (flag && value == 0)
                            ? argument
                            : argument.substring(0, value) + movePaths(argument.substring(value), root));
        }
        return new Flags(moved);
    }

    private static String movePaths(String value, Path root) {
        return Arrays.stream(value.split(",", -1))
                .map(part -> part.startsWith("/") ? root + part : part)
                .collect(Collectors.joining(","));
    }

    /** Kubernetes takes underscores for dashes, etcd one dash for two. */
    private static String name(String argument) {
        if (!argument.startsWith("-")) {
            return "";
        }
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        return name.substring(name.startsWith("--") ? 2 : 1).replace('_', '-');
    }

    private boolean hasSeparateValue(int flag) {
        return arguments.get(flag).indexOf('=') < 0
                && flag + 1 < arguments.size()
                && !arguments.get(flag + 1).startsWith("-");
    }
}
