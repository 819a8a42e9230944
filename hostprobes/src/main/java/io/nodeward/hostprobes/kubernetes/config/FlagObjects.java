package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flags that write as text what is a list of objects in the configuration file. */
final class FlagObjects {

    private FlagObjects() {}

    static Many of(ConfigField field, Known flag) {
        List<Many.Item> items = new ArrayList<>();
        List<?> texts = flag.value() instanceof List<?> list
                ? list
                : List.of(flag.value().toString().split(","));
        for (Object text : texts) {
            if (!text.toString().isEmpty()) {
                items.add(new Many.Item(text.toString(), one(field.path(), text.toString(), flag.source())));
            }
        }
        return new Many(items, flag.source());
    }

    private static Group one(String path, String text, String source) {
        return switch (path) {
            case "registerWithTaints" -> taint(text, source);
            case "reservedMemory" -> memory(text, source);
            default -> pattern(text, source);
        };
    }

    /** {@code key=value:effect} or {@code key:effect}. */
    private static Group taint(String text, String source) {
        int colon = text.lastIndexOf(':');
        String pair = colon < 0 ? text : text.substring(0, colon);
        int equals = pair.indexOf('=');
        return Group.builder()
                .put("key", equals < 0 ? pair : pair.substring(0, equals), source)
                .put("value", equals < 0 ? "" : pair.substring(equals + 1), source)
                .put("effect", colon < 0 ? "" : text.substring(colon + 1), source)
                .build();
    }

    /** {@code 0:memory=1Gi,hugepages-1Gi=2Gi}. */
    private static Group memory(String text, String source) {
        int colon = text.indexOf(':');
        Long node = GoText.integer(colon < 0 ? text : text.substring(0, colon));
        Map<String, Object> limits = new LinkedHashMap<>();
        for (String pair : text.substring(colon + 1).split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                limits.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return Group.builder()
                .put("numaNode", node == null ? 0L : node, source)
                .put("limits", limits, source)
                .build();
    }

    /** {@code file=5}. */
    private static Group pattern(String text, String source) {
        int equals = text.indexOf('=');
        Long verbosity = GoText.integer(text.substring(equals + 1));
        return Group.builder()
                .put("filePattern", equals < 0 ? text : text.substring(0, equals), source)
                .put("verbosity", verbosity == null ? 0L : verbosity, source)
                .build();
    }
}
