package io.nodeward.profiles.expression;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Equality and order of values. */
final class Comparing {

    private Comparing() {}

    /** Whether two single values are of one kind. */
    static boolean ordered(Object a, Object b) {
        return a.getClass() == b.getClass()
                && (a instanceof String
                        || a instanceof Long
                        || a instanceof Boolean
                        || a instanceof Double
                        || a instanceof Duration
                        || a instanceof Instant);
    }

    /** Equality of two values of one kind; a NaN is equal to nothing. */
    static boolean same(Object a, Object b) {
        return a instanceof Double x && b instanceof Double y ? x.doubleValue() == y.doubleValue() : a.equals(b);
    }

    /** Order of two values of one kind; a NaN has none. */
    static boolean less(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x < y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x < y;
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y) < 0;
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.compareTo(y) < 0;
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.isBefore(y);
        }
        return a instanceof Boolean x && b instanceof Boolean y && !x && y;
    }

    /** Equality of two values that can be told, lists included. The depth is that of the type. */
    static Value equal(Value first, Value second, Scope scope) {
        Object a = first.content();
        Object b = second.content();
        if (a instanceof Items left && b instanceof Items right) {
            Trace counts = left.count().and(right.count());
            if (left.size() != right.size()) {
                return Value.of(false, counts);
            }
            Tally tally = new Tally(true);
            for (int i = 0; i < left.size(); i++) {
                if (!scope.step()) {
                    return Scope.exhausted();
                }
                Value x = left.get(i);
                Value y = right.get(i);
                tally.add(
                        x.isUndetermined() || y.isUndetermined() ? Expression.undetermined(x, y) : equal(x, y, scope));
            }
            return tally.result(counts);
        }
        Trace both = first.trace().and(second.trace());
        return a != null && b != null && ordered(a, b)
                ? Value.of(same(a, b), both)
                : Value.fault("these cannot be compared", both);
    }

    /** Whether a list that one fact holds has the value; null when it does not, but has items of other kinds. */
    static @Nullable Boolean contains(List<?> list, Object wanted) {
        boolean comparable = true;
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            if (item.getClass() != wanted.getClass()) {
                comparable = false;
            } else if (same(item, wanted)) {
                return true;
            }
        }
        return comparable ? false : null;
    }
}
