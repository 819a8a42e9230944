package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.ssh.SshdLines.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What counts among sshd's lines: outside of Match blocks and inside those of one condition the first one of a keyword. A
 * block's value stands in place of the general one for the connections that it is for.
 */
final class SshdSettings {

    private static final String ALL = "all";

    private final List<Line> lines;

    SshdSettings(List<Line> lines) {
        this.lines = lines;
    }

    /** Makes a value of the words behind a keyword; null where sshd would refuse them. */
    interface Reader extends Function<List<String>, @Nullable Object> {}

    /** A value for everybody and those for some: types SshSetting, SshNumber and SshList. */
    Group of(List<String> names, Node standard, Reader reader) {
        return Group.builder()
                .put("value", value(names, standard, reader))
                .put("matched", matched(names, reader))
                .build();
    }

    /** The value for connections that no Match block is for. */
    Node value(List<String> names, Node standard, Reader reader) {
        // what holds for all connections is taken anew for each, and so comes before what stands outside of blocks
        Node everywhere = first(names, ALL, reader, standard);
        if (everywhere != null) {
            return everywhere;
        }
        Node outside = first(names, "", reader, standard);
        return outside == null ? standard : outside;
    }

    /** A change to a list that is not known leads to one that is not known. */
    private static Node refused(Node standard, Line line) {
        return standard instanceof Unknown ? standard : new Unknown("is no value that sshd takes", line.source());
    }

    private @Nullable Node first(List<String> names, String condition, Reader reader, Node standard) {
        Known found = null;
        List<Overridden> overrode = new ArrayList<>();
        for (Line line : lines) {
            if (!line.condition().toLowerCase(Locale.ROOT).equals(condition)) {
                continue;
            }
            Read.Failed<?> failed = line.failed();
            if (failed != null) {
                if (found == null) {
                    return failed.unknown();
                }
                continue;
            }
            if (!names.contains(line.keyword())) {
                continue;
            }
            Object value = reader.apply(line.arguments());
            if (found == null) {
                if (value == null) {
                    return refused(standard, line);
                }
                found = new Known(value, line.source());
            } else if (value != null) {
                overrode.add(new Overridden(value, line.source()));
            }
        }
        if (found != null && standard instanceof Known known && condition.isEmpty()) {
            overrode.add(new Overridden(known.value(), known.source()));
        }
        return found == null ? null : new Known(found.value(), found.source(), overrode);
    }

    /** The values for some connections, one for each condition. */
    private Many matched(List<String> names, Reader reader) {
        List<Many.Item> items = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Line line : lines) {
            String condition = line.condition();
            Read.Failed<?> failed = line.failed();
            if (failed != null) {
                // it may hold blocks of any condition
                items.add(new Many.Item(failed.path(), failed.unknown()));
                continue;
            }
            if (condition.isEmpty() || condition.equalsIgnoreCase(ALL) || seen.contains(condition)) {
                continue;
            }
            if (names.contains(line.keyword())) {
                seen.add(condition);
                Object value = reader.apply(line.arguments());
                items.add(new Many.Item(
                        condition,
                        Group.builder()
                                .put("condition", condition, line.source())
                                .put(
                                        "value",
                                        value == null
                                                ? new Unknown("is no value that sshd takes", line.source())
                                                : new Known(value, line.source()))
                                .build()));
            }
        }
        return new Many(items, "Match blocks of sshd_config");
    }

    /** All lines of keywords that add up, outside of Match blocks. */
    List<Line> all(List<String> names) {
        List<Line> all = new ArrayList<>();
        for (Line line : lines) {
            if (line.failed() == null && names.contains(line.keyword())) {
                all.add(line);
            }
        }
        return all;
    }

    /** Why lines may be missing, or null. */
    Read.@Nullable Failed<?> gap() {
        for (Line line : lines) {
            if (line.failed() != null) {
                return line.failed();
            }
        }
        return null;
    }

    /** One word, in lower case. */
    static @Nullable Object word(List<String> arguments) {
        return arguments.size() == 1 && !arguments.getFirst().isEmpty()
                ? arguments.getFirst().toLowerCase(Locale.ROOT)
                : null;
    }

    /** All words as they are. */
    static @Nullable Object text(List<String> arguments) {
        return arguments.isEmpty() ? null : String.join(" ", arguments);
    }

    static @Nullable Object number(List<String> arguments) {
        long value = arguments.size() == 1 ? Lines.number(arguments.getFirst()) : -1;
        return value < 0 ? null : value;
    }

    /** Seconds of {@code 90}, {@code 1m30s}, {@code 2h} (misc.c: convtime). */
    static @Nullable Object seconds(List<String> arguments) {
        String text = arguments.size() == 1 ? arguments.getFirst() : "";
        long total = 0;
        int at = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            long value = Lines.number(text.substring(start, at));
            if (value < 0) {
                return null;
            }
            int unit = at == text.length() ? 0 : "smhdw".indexOf(Character.toLowerCase(text.charAt(at++)));
            if (unit < 0) {
                return null;
            }
            total += value * new int[] {1, 60, 3600, 86_400, 604_800}[unit];
        }
        return text.isEmpty() ? null : total;
    }
}
