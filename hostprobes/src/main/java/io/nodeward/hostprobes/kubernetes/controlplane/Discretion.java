package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps secrets out of facts: whole settings that hold one, and passwords that stand in URLs. */
final class Discretion {

    private static final String SHOWN_SOURCE = "command line, environment or configuration file";

    private Discretion() {}

    /** Whether a setting's value is a secret. */
    static boolean secret(String flag) {
        return switch (flag) {
            case "discovery-password", "discovery-token", "initial-cluster-token" -> true;
            default -> false;
        };
    }

    /** What may be shown of a setting. */
    static Node of(String flag, Node value) {
        if (secret(flag)) {
            boolean empty = value instanceof Known known && "".equals(known.value());
            // even what an empty value replaced is one
            return empty
                    ? new Known("", SHOWN_SOURCE)
                    : new Unknown("is a secret that nodeward does not show", SHOWN_SOURCE, true);
        }
        return switch (value) {
            case Known known -> known(known);
            case Unknown unknown ->
                revealing(unknown.source())
                        ? new Unknown(unknown.reason(), masked(unknown.source()), unknown.expected())
                        : unknown;
            default -> value;
        };
    }

    private static Node known(Known known) {
        boolean open = revealing(known.source()) || revealing(known.value());
        for (Overridden lost : known.overrode()) {
            open |= revealing(lost.source()) || revealing(lost.value());
        }
        if (!open) {
            return known;
        }
        List<Overridden> overrode = new ArrayList<>();
        for (Overridden lost : known.overrode()) {
            overrode.add(new Overridden(masked(lost.value()), masked(lost.source())));
        }
        return new Known(masked(known.value()), masked(known.source()), overrode);
    }

    private static boolean revealing(Object value) {
        return switch (value) {
            case String text -> text.indexOf('@') >= 0 && text.contains("://");
            case List<?> list -> {
                boolean any = false;
                for (Object item : list) {
                    any |= revealing(item);
                }
                yield any;
            }
            case Map<?, ?> map -> {
                boolean any = false;
                for (Object item : map.values()) {
                    any |= revealing(item);
                }
                yield any;
            }
            default -> false;
        };
    }

    private static Object masked(Object value) {
        return switch (value) {
            case String text -> masked(text);
            case List<?> list -> {
                List<Object> items = new ArrayList<>();
                for (Object item : list) {
                    items.add(masked(item));
                }
                yield items;
            }
            case Map<?, ?> map -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                map.forEach((key, item) -> entries.put(key.toString(), masked(item)));
                yield entries;
            }
            default -> value;
        };
    }

    /** Takes out what stands between {@code ://} and {@code @} of each URL. */
    private static String masked(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf("://", at);
            if (start < 0) {
                break;
            }
            start += 3;
            out.append(text, at, start);
            int end = start;
            int sign = -1;
            while (end < text.length() && "/,?# \"'".indexOf(text.charAt(end)) < 0) {
                sign = text.charAt(end) == '@' ? end : sign;
                end++;
            }
            out.append(sign < 0 ? text.substring(start, end) : "***" + text.substring(sign, end));
            at = end;
        }
        return out.append(text, at, text.length()).toString();
    }
}
