package io.nodeward.hostprobes.kubernetes.flags;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the text of flags into values, adding up or replacing as each type does. */
final class FlagReader {

    private FlagReader() {}

    /** The default as a value; Unknown when the table's text cannot be read as its type, which is a mistake of ours. */
    static Node fallback(FlagSpec spec, String source) {
        if (spec.list()) {
            List<Object> items = items(spec, spec.fallback());
            return items == null ? unreadable(source) : new Known(items, source);
        }
        if (spec.map()) {
            Map<String, Object> pairs = pairs(spec, spec.fallback());
            return pairs == null ? unreadable(source) : new Known(pairs, source);
        }
        Object value = spec.fallback().isEmpty() ? zero(spec.type()) : scalar(spec.type(), spec.fallback());
        return value == null ? unreadable(source) : new Known(value, source);
    }

    /** What several uses of one flag come to; there is at least one. */
    static Node value(FlagSpec spec, List<FlagUse> uses) {
        if (spec.list()) {
            return list(spec, uses);
        }
        if (spec.map()) {
            return map(spec, uses);
        }
        FlagUse last = uses.getLast();
        List<Overridden> overrode = new ArrayList<>();
        for (FlagUse use : uses.subList(0, uses.size() - 1).reversed()) {
            Object value = scalar(spec.type(), use.value());
            if (value == null) {
                return refused(use);
            }
            overrode.add(new Overridden(value, use.source()));
        }
        Object value = scalar(spec.type(), last.value());
        return value == null ? refused(last) : new Known(value, last.source(), overrode);
    }

    private static Node list(FlagSpec spec, List<FlagUse> uses) {
        boolean replaces = switch (spec.type()) {
            case "taints", "csvReplace", "urlsReplace" -> true;
            default -> false;
        };
        List<Object> all = new ArrayList<>();
        List<Overridden> overrode = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            FlagUse use = uses.get(i);
            List<Object> items = items(spec, use.value());
            if (items == null) {
                return refused(use);
            }
            if (replaces && i < uses.size() - 1) {
                overrode.addFirst(new Overridden(items, use.source()));
            } else {
                all.addAll(items);
            }
        }
        return new Known(all, replaces ? uses.getLast().source() : sources(uses), overrode);
    }

    private static Node map(FlagSpec spec, List<FlagUse> uses) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (FlagUse use : uses) {
            Map<String, Object> pairs = pairs(spec, use.value());
            if (pairs == null) {
                return refused(use);
            }
            all.putAll(pairs);
        }
        return new Known(all, sources(uses));
    }

    private static String sources(List<FlagUse> uses) {
        StringBuilder text = new StringBuilder(uses.getFirst().source());
        for (FlagUse use : uses.subList(1, uses.size())) {
            text.append(' ').append(use.argument());
        }
        return text.toString();
    }

    static @Nullable Object scalar(String type, String text) {
        return switch (type) {
            case "bool" -> GoText.bool(text);
            case "int", "int32", "int64", "uint", "uint32" -> GoText.integer(text);
            case "float", "float32", "float64" -> number(text);
            case "duration" -> GoText.duration(text);
            default -> text;
        };
    }

    private static @Nullable Object zero(String type) {
        return switch (type) {
            case "bool" -> false;
            case "int", "int32", "int64", "uint", "uint32" -> 0L;
            case "float", "float32", "float64" -> 0.0;
            case "duration" -> Duration.ZERO;
            default -> "";
        };
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable List<Object> items(FlagSpec spec, String text) {
        List<Object> items = new ArrayList<>();
        switch (spec.type()) {
            case "stringArray", "namedCertKey" -> items.add(text);
            case "int32Slice" -> {
                for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
                    Long value = GoText.integer(part);
                    if (value == null) {
                        return null;
                    }
                    items.add(value);
                }
            }
            case "stringSlice" -> {
                List<String> fields = GoText.csv(text);
                if (fields == null) {
                    return null;
                }
                items.addAll(fields);
            }
            default -> {
                for (String part : text.split(",")) {
                    if (!part.isEmpty()) {
                        items.add(part.strip());
                    }
                }
            }
        }
        return items;
    }

    private static @Nullable Map<String, Object> pairs(FlagSpec spec, String text) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        String separator = spec.type().equals("mapLangle") ? "<" : "=";
        boolean bool = spec.type().equals("mapStringBool") || spec.type().equals("gates");
        String[] parts = spec.type().equals("mapStringStringNoSplit") ? new String[] {text} : text.split(",");
        for (String part : parts) {
            if (part.isBlank()) {
                continue;
            }
            int at = part.indexOf(separator);
            if (at < 0) {
                return null;
            }
            String value = part.substring(at + 1).strip();
            Object read = scalar(bool ? "bool" : "string", value);
            if (read == null) {
                return null;
            }
            pairs.put(part.substring(0, at).strip(), read);
        }
        return pairs;
    }

    private static Unknown refused(FlagUse use) {
        return new Unknown("is not a value that this flag takes, the component would refuse to start", use.source());
    }

    private static Unknown unreadable(String source) {
        return new Unknown("has a default that nodeward cannot read", source);
    }
}
