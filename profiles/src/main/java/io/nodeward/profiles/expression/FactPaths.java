package io.nodeward.profiles.expression;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** Finds which facts expressions read, as declared paths: {@code kubelets.config.port}. Not on the path of an audit. */
public final class FactPaths {

    private final SequencedSet<String> paths = new LinkedHashSet<>();
    /** What each variable runs over; null where that is no fact. */
    private final List<@Nullable String> variables = new ArrayList<>();

    /** Adds what an expression reads. */
    public void add(Expression expression) {
        String path = path(expression);
        if (path != null) {
            paths.add(path);
        }
    }

    /** Adds what a list reads, and takes its items for the outermost variable. */
    public void add(Each each) {
        String path = path(each.list());
        variable(Each.SLOT, path);
        if (path != null) {
            paths.add(path);
        }
    }

    /** Adds what fills the places of a sentence. */
    public void add(Template template) {
        for (Template.Part part : template.parts()) {
            if (part.value() != null) {
                add(part.value());
            }
        }
    }

    /** Every fact, in the order in which it was found; a list only where nothing of its items is read. */
    public SequencedSet<String> all() {
        SequencedSet<String> all = new LinkedHashSet<>();
        for (String path : paths) {
            if (paths.stream().noneMatch(other -> other.startsWith(path + "."))) {
                all.add(path);
            }
        }
        return all;
    }

    /** The path that an expression stands for; null when it makes something new of what it reads, which is added. */
    private @Nullable String path(Expression expression) {
        return switch (expression) {
            case Fact fact -> fact.name;
            case Variable variable -> variable.slot < variables.size() ? variables.get(variable.slot) : null;
            case Field field -> below(path(field.owner), field.name);
            case Presence presence -> below(path(presence.owner), presence.name);
            case EntryOf entry -> {
                add(entry.key);
                yield path(entry.map);
            }
            case Element element -> {
                add(element.index);
                yield path(element.list);
            }
            case Selection selection -> walk(selection.range, selection.slot, selection.body);
            case Transformation transformation -> {
                String range = path(transformation.range);
                variable(transformation.slot, range);
                if (range != null) {
                    paths.add(range);
                }
                yield path(transformation.body);
            }
            case Quantifier quantifier -> {
                String range = walk(quantifier.range, quantifier.slot, quantifier.body);
                if (range != null) {
                    paths.add(range);
                }
                yield null;
            }
            case Not not -> none(not.part);
            case Negation negation -> none(negation.part);
            case Connective connective -> none(connective.parts.toArray(Expression[]::new));
            case ListOf list -> none(list.parts.toArray(Expression[]::new));
            case Call call -> none(call.arguments.toArray(Expression[]::new));
            case Conditional conditional -> none(conditional.condition, conditional.yes, conditional.no);
            case Comparison comparison -> none(comparison.left, comparison.right);
            case Arithmetic arithmetic -> none(arithmetic.left, arithmetic.right);
            case Containment containment -> none(containment.wantedItem, containment.container);
            case Constant _, Now _ -> null;
        };
    }

    private @Nullable String walk(Expression list, int slot, Expression body) {
        String range = path(list);
        variable(slot, range);
        add(body);
        return range;
    }

    private void variable(int slot, @Nullable String path) {
        while (variables.size() <= slot) {
            variables.add(null);
        }
        variables.set(slot, path);
    }

    private @Nullable String none(Expression... parts) {
        for (Expression part : parts) {
            add(part);
        }
        return null;
    }

    private static @Nullable String below(@Nullable String path, String name) {
        return path == null ? null : path + "." + name;
    }
}
