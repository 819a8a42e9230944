package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings as facts. */
final class Told {

    private Told() {}

    /**
     * The first of several as a fact, with those that lost to it; unknown where it is of another type, with which a runtime
     * does not start.
     *
     * @param like a value of the type that it has to have
     * @param runtime what the runtime is called
     */
    static Node of(List<Setting> settings, Object like, String runtime) {
        Setting winner = settings.getFirst();
        Object value = value(winner.value(), like);
        if (value == null) {
            return new Unknown("is of another type than " + runtime + " takes", winner.source());
        }
        List<Overridden> lost = new ArrayList<>();
        for (int i = 1; i < settings.size(); i++) {
            Object other = value(settings.get(i).value(), like);
            if (other != null && !other.equals(value)) {
                lost.add(new Overridden(other, settings.get(i).source()));
            }
        }
        return new Known(value, winner.source(), lost);
    }

    /** The value, if it has the type of another one; null when not. */
    static @Nullable Object value(TomlValue value, Object like) {
        if (like instanceof Boolean) {
            return value instanceof TomlValue.Bool bool ? (Object) bool.value() : null;
        }
        if (like instanceof Long) {
            return value instanceof TomlValue.Whole whole ? (Object) whole.number() : null;
        }
        if (like instanceof String) {
            return value instanceof TomlValue.Text text ? text.text() : null;
        }
        List<TomlValue.Text> texts = TomlTable.texts(value);
        if (texts == null) {
            return null;
        }
        List<String> list = new ArrayList<>(texts.size());
        for (TomlValue.Text text : texts) {
            list.add(text.text());
        }
        return list;
    }

    /** The text of a setting, or what stands for it where it is none. */
    static String text(List<Setting> settings, String otherwise) {
        return !settings.isEmpty() && settings.getFirst().value() instanceof TomlValue.Text text
                ? text.text()
                : otherwise;
    }

    /** Whether a setting is the word true. */
    static boolean on(List<Setting> settings, boolean otherwise) {
        return !settings.isEmpty() && settings.getFirst().value() instanceof TomlValue.Bool bool
                ? bool.value()
                : otherwise;
    }

    /** Where the first of several stands. */
    static String source(List<Setting> settings, String otherwise) {
        return settings.isEmpty() ? otherwise : settings.getFirst().source();
    }
}
