package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.confinement.KernelLine;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Overridden;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one command line gives: of several times the last, which is what the kernel takes. */
final class CmdlineGiven {

    private final KernelLine line;

    CmdlineGiven(KernelLine line) {
        this.line = line;
    }

    KernelLine line() {
        return line;
    }

    /** The last value of a parameter, empty where it stands without one; null when it is not given. */
    @Nullable Known last(String name) {
        String value = null;
        List<Overridden> before = new ArrayList<>();
        for (KernelLine.Parameter parameter : line.parameters()) {
            if (parameter.name().equals(name)) {
                if (value != null) {
                    before.addFirst(new Overridden(value, line.source()));
                }
                value = text(parameter);
            }
        }
        return value == null ? null : new Known(value, line.source() + ": " + shown(name, value), before);
    }

    private static String text(KernelLine.Parameter parameter) {
        String value = parameter.value();
        return value == null ? "" : value;
    }

    private static String shown(String name, String value) {
        return value.isEmpty() ? name : name + "=" + value;
    }

    /** Whether the last one of a parameter says yes, as kstrtobool reads it; null when none is given that it can read. */
    @Nullable Boolean truth(String name) {
        Boolean truth = null;
        for (KernelLine.Parameter parameter : line.parameters()) {
            if (parameter.name().equals(name)) {
                Boolean said = truth(parameter);
                truth = said == null ? truth : said;
            }
        }
        return truth;
    }

    private static @Nullable Boolean truth(KernelLine.Parameter parameter) {
        String value = parameter.value();
        if (value == null || value.isEmpty()) {
            return null;
        }
        return switch (value.charAt(0)) {
            case 'y', 'Y', 't', 'T', '1' -> true;
            case 'n', 'N', 'f', 'F', '0' -> false;
            case 'o', 'O' ->
                value.length() < 2
                        ? null
                        : switch (value.charAt(1)) {
                            case 'n', 'N' -> Boolean.TRUE;
                            case 'f', 'F' -> Boolean.FALSE;
                            default -> null;
                        };
            default -> null;
        };
    }

    /** Type CmdlineParameters. */
    Group facts() {
        Group.Builder given = Group.builder();
        for (String name : CmdlineNames.GIVEN) {
            Known value = last(name);
            if (value != null) {
                given.put(CmdlineNames.field(name), value);
            }
        }
        return given.build();
    }

    /** Whether it starts a menu entry's rescue flavour, which is never what boots by itself. */
    boolean recovery() {
        for (KernelLine.Parameter parameter : line.parameters()) {
            String name = parameter.name();
            String value = parameter.value();
            if (value == null
                    ? name.equals("single")
                            || name.equals("recovery")
                            || name.equals("rescue")
                            || name.equals("emergency")
                            || name.equals("S")
                    : name.equals("systemd.unit") && (value.startsWith("rescue") || value.startsWith("emergency"))) {
                return true;
            }
        }
        return false;
    }
}
