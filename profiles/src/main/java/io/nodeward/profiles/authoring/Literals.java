package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as YAML itself understands them, where no schema says more. */
final class Literals {

    private Literals() {}

    /** Returns a Boolean, Long, Double, String or a List of these; null for anything else. */
    static @Nullable Object of(@Nullable YamlNode node) {
        if (node instanceof Scalar scalar) {
            return scalar(scalar);
        }
        if (node instanceof Sequence sequence) {
            List<Object> items = new ArrayList<>();
            for (YamlNode item : sequence.items()) {
                Object value = item instanceof Scalar scalar ? scalar(scalar) : null;
                if (value == null) {
                    return null;
                }
                items.add(value);
            }
            return items;
        }
        return null;
    }

    private static @Nullable Object scalar(Scalar scalar) {
        if (!scalar.plain()) {
            return scalar.text();
        }
        if (missing(scalar)) {
            return null;
        }
        Boolean truth = truth(scalar);
        if (truth != null) {
            return truth;
        }
        Long whole = whole(scalar);
        if (whole != null) {
            return whole;
        }
        Double number = number(scalar);
        return number != null ? number : scalar.text();
    }

    static boolean missing(Scalar scalar) {
        return scalar.plain()
                && (scalar.text().isEmpty()
                        || scalar.text().equals("~")
                        || scalar.text().equals("null"));
    }

    static @Nullable Boolean truth(Scalar scalar) {
        if (!scalar.plain()) {
            return null;
        }
        return switch (scalar.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    static @Nullable Long whole(Scalar scalar) {
        try {
            return scalar.plain() && scalar.text().matches("[-+]?(0|[1-9][0-9]*)") ? Long.valueOf(scalar.text()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable Double number(Scalar scalar) {
        return scalar.plain() && scalar.text().matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")
                ? Double.valueOf(scalar.text())
                : null;
    }
}
