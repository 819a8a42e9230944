package io.nodeward.profiles.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function and its arguments. */
public final class Call extends Expression {

    final Function function;
    final List<Expression> arguments;

    public Call(Function function, List<Expression> arguments) {
        if (arguments.size() != function.arity()) {
            throw new IllegalArgumentException(function + " takes " + function.arity() + " arguments");
        }
        this.function = function;
        this.arguments = List.copyOf(arguments);
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value first = arguments.get(0).evaluate(scope, null);
        Value second = arguments.size() > 1 ? arguments.get(1).evaluate(scope, null) : first;
        Object a = first.content();
        Object b = second.content();
        if (a == null || b == null) {
            return undetermined(first, second);
        }
        Trace both = first.trace().and(second.trace());
        if (function == Function.SIZE && !(a instanceof String)) {
            return size(a, both);
        }
        Object result = a instanceof String x && b instanceof String y ? function.ofTexts(x, y) : null;
        return result == null ? Value.fault("this is not what it takes: " + show(a, b), both) : Value.of(result, both);
    }

    private static Value size(Object container, Trace trace) {
        if (container instanceof Items.Nodes facts && facts.size() > 0 && noneIsKnown(facts)) {
            return Value.undetermined(facts.get(0).trace());
        }
        if (container instanceof Items items) {
            return Value.of((long) items.size(), items.count());
        }
        return container instanceof Entries entries
                ? Value.of((long) entries.size(), entries.trace())
                : Value.fault("this has no size", trace);
    }

    /** An item that is unknown stands for those that could not be seen, be it none or many. */
    private static boolean noneIsKnown(Items items) {
        for (int i = 0; i < items.size(); i++) {
            if (!items.get(i).isUndetermined()) {
                return false;
            }
        }
        return true;
    }

    private String show(Object a, Object b) {
        return arguments.size() > 1 ? Texts.of(a) + ", " + Texts.of(b) : Texts.of(a);
    }
}
