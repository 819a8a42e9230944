package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import org.jspecify.annotations.Nullable;

/** A fact together with the path on which it was reached. Immutable. */
public final class Place extends Trace {

    private final @Nullable Place parent;
    private final String step;
    private final boolean key;
    private final @Nullable Node node;

    private Place(@Nullable Place parent, String step, boolean key, @Nullable Node node) {
        this.parent = parent;
        this.step = step;
        this.key = key;
        this.node = node;
    }

    /** A fact at the top, under its name. */
    public static Place top(String name, Node node) {
        return new Place(null, name, false, node);
    }

    /** A child by its name; {@code node} is null where it is known not to be set. */
    Place field(String name, @Nullable Node child) {
        return new Place(this, name, false, child);
    }

    /** An item of a list or a value of a map, shown in brackets. */
    Place item(String itemKey, Node item) {
        return new Place(this, itemKey, true, item);
    }

    /** The fact; null where it is known not to be set. */
    public @Nullable Node node() {
        return node;
    }

    /** Whether its value could not be found out. */
    public boolean unknown() {
        return node instanceof Unknown;
    }

    /** The path as it is shown: {@code pki.files[/etc/kubernetes/pki/ca.crt].mode}. */
    public String path() {
        StringBuilder text = new StringBuilder(64);
        write(text);
        return text.toString();
    }

    /** The depth is that of the schema, never that of data. */
    private void write(StringBuilder text) {
        if (parent != null) {
            parent.write(text);
        }
        if (key) {
            text.append('[').append(step).append(']');
        } else {
            text.append(parent == null ? "" : ".").append(step);
        }
    }
}
