package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Many;
import io.nodeward.profiles.pack.PackReader;
import io.nodeward.profiles.pack.PackWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code for: variable in list}: the rule is put to each item by itself.
 *
 * @param variable its name in the rule
 * @param list what is walked
 * @param source as the author wrote it
 */
public record Each(String variable, Expression list, String source) {

    /** The slot of the variable: the outermost one. */
    public static final int SLOT = 0;

    /**
     * Sets the variable to an item. Where the list is a fact at the top and has one item only, that item goes by the
     * variable's name: people say {@code kubelet.config.port}, as long as there is one kubelet.
     */
    public void bind(Scope scope, Items items, int index) {
        scope.set(
                SLOT,
                list instanceof Fact && items.size() == 1 && items instanceof Items.Nodes nodes
                        ? nodes.alone(variable)
                        : items.get(index));
    }

    /** What was enumerated to find that a list is empty; null when the list is not a fact. */
    public static @Nullable String enumerated(Items items) {
        return items.count() instanceof Place place && place.node() instanceof Many many ? many.source() : null;
    }

    /** Writes it for {@link #read}. */
    public void write(PackWriter out) {
        out.text(variable);
        Codec.write(list, out);
        out.text(source);
    }

    /** Reads what {@link #write} wrote. */
    public static Each read(PackReader in) {
        String variable = in.text();
        Expression list = Codec.read(in);
        return new Each(variable, list, in.text());
    }
}
