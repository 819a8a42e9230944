package io.nodeward.hostprobes.facts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short ways to the plain value of a fact, for probes that build on another fact. Null means not known. */
public final class Values {

    private Values() {}

    public static @Nullable String text(@Nullable Node node) {
        return node instanceof Known known && known.value() instanceof String text ? text : null;
    }

    /** Returns the text, or an empty one when it is not known. */
    public static String textOrEmpty(@Nullable Node node) {
        String text = text(node);
        return text == null ? "" : text;
    }

    public static @Nullable Boolean bool(@Nullable Node node) {
        return node instanceof Known known && known.value() instanceof Boolean value ? value : null;
    }

    public static @Nullable Long integer(@Nullable Node node) {
        return node instanceof Known known && known.value() instanceof Long value ? value : null;
    }

    public static @Nullable List<String> texts(@Nullable Node node) {
        if (!(node instanceof Known known && known.value() instanceof List<?> items)) {
            return null;
        }
        List<String> texts = new ArrayList<>(items.size());
        for (Object item : items) {
            texts.add(item.toString());
        }
        return texts;
    }

    /** Where a fact comes from, known or not. */
    public static String source(Node node) {
        return switch (node) {
            case Known known -> known.source();
            case Unknown unknown -> unknown.source();
            case Many many -> many.source();
            case Group _ -> "";
        };
    }
}
