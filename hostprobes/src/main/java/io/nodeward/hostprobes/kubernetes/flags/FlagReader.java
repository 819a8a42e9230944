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
            Map<String, Object> pairs = spec.fallback().isEmpty() ? Map.of() : pairs(spec, spec.fallback());
            return pairs == null ? unreadable(source) : new Known(pairs, source);
        }
        boolean none = spec.fallback().isEmpty() || spec.fallback().equals("<nil>");
        Object value = none ? zero(spec.type()) : scalar(spec.type(), spec.fallback());
        return value == null ? unreadable(source) : new Known(value, source);
    }

    /** What several uses of one flag come to; null when they leave everything as it was. */
    static @Nullable Node value(FlagSpec spec, List<FlagUse> all, int minor) {
        FlagUse unsure = unsure(spec, all);
        if (unsure != null) {
            return new Unknown("holds a variable whose value cannot be told", unsure.source());
        }
        if (spec.list()) {
            return list(spec, all);
        }
        if (spec.map()) {
            return map(spec, all);
        }
        if (spec.type().equals("vmodule")) {
            return joined(all);
        }
        List<FlagUse> uses = all;
        if (minor == 0 && spec.type().equals("ip") && firstEmpty(all) < all.size()) {
            return new Unknown(
                    "what an empty address means depends on the version, which could not be found out",
                    all.getLast().source());
        }
        if (keepsWhenEmpty(spec, minor)) {
            uses = counting(all);
            if (uses.isEmpty()) {
                return null;
            }
            if (spec.type().endsWith("OrKeep") && all.indexOf(uses.getLast()) > firstEmpty(all)) {
                return refused(uses.getLast());
            }
        }
        FlagUse last = uses.getLast();
        List<Overridden> overrode = new ArrayList<>();
        for (FlagUse use : uses.subList(0, uses.size() - 1).reversed()) {
            if (!use.sure()) {
                continue;
            }
            Object value = scalar(spec, use.value());
            if (value == null) {
                return refused(use);
            }
            overrode.add(new Overridden(value, use.source()));
        }
        Object value = scalar(spec, last.value());
        return value == null ? refused(last) : new Known(value, last.source(), overrode);
    }

    /** A use with a variable that decides: of a list or map any, of anything else the last. */
    private static @Nullable FlagUse unsure(FlagSpec spec, List<FlagUse> uses) {
        if (spec.list() || spec.map() || spec.type().equals("vmodule")) {
            for (FlagUse use : uses) {
                if (!use.sure()) {
                    return use;
                }
            }
            return null;
        }
        return uses.getLast().sure() ? null : uses.getLast();
    }

    /** Whether an empty text leaves the earlier value alone; for plain addresses since pflag 1.0.6. */
    private static boolean keepsWhenEmpty(FlagSpec spec, int minor) {
        return spec.type().endsWith("OrKeep") || (spec.type().equals("ip") && (minor == 0 || minor >= 34));
    }

    private static List<FlagUse> counting(List<FlagUse> uses) {
        List<FlagUse> counting = new ArrayList<>(uses.size());
        for (FlagUse use : uses) {
            if (!use.value().isEmpty()) {
                counting.add(use);
            }
        }
        return counting;
    }

    /** An empty text detaches the kubelet's and kube-proxy's addresses, and a value after it makes them panic. */
    private static int firstEmpty(List<FlagUse> uses) {
        for (int i = 0; i < uses.size(); i++) {
            if (uses.get(i).value().isEmpty()) {
                return i;
            }
        }
        return uses.size();
    }

    /** Patterns of vmodule add up. */
    private static Known joined(List<FlagUse> uses) {
        StringBuilder text = new StringBuilder(uses.getFirst().value());
        for (FlagUse use : uses.subList(1, uses.size())) {
            text.append(',').append(use.value());
        }
        return new Known(text.toString(), sources(uses));
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
        if (spec.type().equals("configurationMap")) {
            Map<String, Object> before = pairs(spec, spec.fallback());
            all.putAll(before == null ? Map.of() : before);
        }
        for (FlagUse use : uses) {
            Map<String, Object> pairs = pairs(spec, use.value());
            if (pairs == null) {
                return refused(use);
            }
            pairs.forEach((key, value) -> all.merge(key, value, FlagReader::together));
        }
        if (spec.type().equals("componentGates")) {
            Map<String, Object> gates = ownGates(all);
            return gates == null ? refused(uses.getLast()) : new Known(gates, sources(uses));
        }
        return new Known(all, sources(uses));
    }

    /** Lists of one key are joined, anything else is replaced. */
    private static Object together(Object before, Object next) {
        if (!(before instanceof List<?> first) || !(next instanceof List<?> second)) {
            return next;
        }
        List<Object> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /**
     * Kubernetes' own gates: {@code kube:Name} is the same as {@code Name}, but not both spellings may be used. (apiserver
     * pkg/util/compatibility, component-base compatibility/registry.go: unsafeSetFeatureGateFlags.)
     */
    private static @Nullable Map<String, Object> ownGates(Map<String, Object> all) {
        Map<String, Object> own = new LinkedHashMap<>();
        boolean prefixed = false;
        boolean plain = false;
        for (Map.Entry<String, Object> entry : all.entrySet()) {
            String key = entry.getKey();
            if (key.startsWith("kube:")) {
                prefixed = true;
                own.put(key.substring("kube:".length()).strip(), entry.getValue());
            } else if (key.indexOf(':') < 0) {
                plain = true;
                own.put(key, entry.getValue());
            }
        }
        return prefixed && plain ? null : own;
    }

    private static String sources(List<FlagUse> uses) {
        StringBuilder text = new StringBuilder(uses.getFirst().source());
        for (FlagUse use : uses.subList(1, uses.size())) {
            text.append(' ').append(use.argument());
        }
        return text.toString();
    }

    private static @Nullable Object scalar(FlagSpec spec, String text) {
        if (spec.shorthand().equals("v")) {
            return GoText.decimal(text);
        }
        return scalar(spec.type(), text);
    }

    private static @Nullable Object scalar(String type, String text) {
        return switch (type) {
            case "bool" -> GoText.bool(text);
            case "int", "int64" -> GoText.integer(text);
            case "int32" -> within(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "uint" -> within(text, 0, Long.MAX_VALUE);
            case "uint32" -> within(text, 0, 0xFFFF_FFFFL);
            case "ip" -> GoText.ip(text.strip());
            case "ipOrKeep" -> GoText.sloppyIp(text) ? text : null;
            case "ipPortOrKeep" -> GoText.sloppyIpAndPort(text) ? text : null;
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

    private static @Nullable Long within(String text, long least, long most) {
        Long value = GoText.integer(text);
        return value == null || value < least || value > most ? null : value;
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text.strip());
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
                    Long value = GoText.integer(part.strip());
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
                for (String part : text.split(spec.type().equals("reservedMemory") ? ";" : ",")) {
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
        String type = spec.type();
        char separator = type.equals("mapLangle") ? '<' : type.equals("multimapColon") ? ':' : '=';
        boolean bool = type.equals("mapStringBool") || type.equals("gates") || type.equals("componentGates");
        List<String> parts = parts(type, text);
        if (parts == null) {
            return null;
        }
        for (String part : parts) {
            if (part.isEmpty()) {
                continue;
            }
            int at = part.indexOf(separator);
            if (at < 0 && !type.equals("configurationMap")) {
                return null;
            }
            String key = (at < 0 ? part : part.substring(0, at)).strip();
            String value = at < 0 ? "" : part.substring(at + 1).strip();
            Object read = bool ? GoText.bool(value) : type.equals("multimapColon") ? List.of(value) : value;
            if (read == null) {
                return null;
            }
            pairs.merge(key, read, FlagReader::together);
        }
        return pairs;
    }

    private static @Nullable List<String> parts(String type, String text) {
        return switch (type) {
            // an empty text is no pair, and refused
            case "mapStringStringNoSplit" -> text.indexOf('=') < 0 ? null : List.of(text);
            // quotes count only where there is more than one pair
            case "stringToString" -> text.indexOf('=') == text.lastIndexOf('=') ? List.of(text) : GoText.csv(text);
            default -> List.of(text.split(","));
        };
    }

    private static Unknown refused(FlagUse use) {
        return new Unknown("is not a value that this flag takes, the component would refuse to start", use.source());
    }

    private static Unknown unreadable(String source) {
        return new Unknown("has a default that nodeward cannot read", source);
    }
}
