package io.nodeward.profiles.expression;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code + - * / %} on numbers, times, texts and lists. What does not fit into its type cannot be told. */
public final class Arithmetic extends Expression {

    /** What is done. The order is part of the compiled form: new ones go to the end. */
    public enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        REMAINDER
    }

    /** The range of times and durations is that of the language: years 1 to 9999, and 10,000 years. */
    private static final long EARLIEST = -62_135_596_800L;

    private static final long LATEST = 253_402_300_799L;
    private static final long LONGEST = 315_576_000_000L;

    final Operator operator;
    final Expression left;
    final Expression right;

    public Arithmetic(Operator operator, Expression left, Expression right) {
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    Value evaluate(Scope scope, @Nullable Boolean wanted) {
        Value first = left.evaluate(scope, null);
        Value second = right.evaluate(scope, null);
        Object a = first.content();
        Object b = second.content();
        if (a == null || b == null) {
            return undetermined(first, second);
        }
        if (a instanceof Items x && b instanceof Items y) {
            return joined(x, y, scope);
        }
        Trace both = first.trace().and(second.trace());
        try {
            Object result = calculate(a, b);
            return result == null ? Value.fault("these do not add up", both) : Value.of(result, both);
        } catch (ArithmeticException | DateTimeException e) {
            return Value.fault("a number is too large, or divided by zero", both);
        }
    }

    private @Nullable Object calculate(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return whole(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return switch (operator) {
                case ADD -> x + y;
                case SUBTRACT -> x - y;
                case MULTIPLY -> x * y;
                case DIVIDE -> x / y;
                case REMAINDER -> null;
            };
        }
        return switch (operator) {
            case ADD -> sum(a, b);
            case SUBTRACT -> difference(a, b);
            default -> null;
        };
    }

    private long whole(long x, long y) {
        return switch (operator) {
            case ADD -> Math.addExact(x, y);
            case SUBTRACT -> Math.subtractExact(x, y);
            case MULTIPLY -> Math.multiplyExact(x, y);
            case DIVIDE -> Math.divideExact(x, y);
            case REMAINDER -> x % y;
        };
    }

    private static @Nullable Object sum(Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            return x + y;
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return checked(x.plus(y));
        }
        if (a instanceof Instant x && b instanceof Duration y) {
            return checked(x.plus(y));
        }
        return a instanceof Duration x && b instanceof Instant y ? checked(y.plus(x)) : null;
    }

    private static @Nullable Object difference(Object a, Object b) {
        if (a instanceof Instant x && b instanceof Instant y) {
            return checked(Duration.between(y, x));
        }
        if (a instanceof Instant x && b instanceof Duration y) {
            return checked(x.minus(y));
        }
        return a instanceof Duration x && b instanceof Duration y ? checked(x.minus(y)) : null;
    }

    private static Duration checked(Duration duration) {
        if (Math.abs(duration.toSeconds()) > LONGEST) {
            throw new ArithmeticException();
        }
        return duration;
    }

    private static Instant checked(Instant instant) {
        if (instant.getEpochSecond() < EARLIEST || instant.getEpochSecond() > LATEST) {
            throw new ArithmeticException();
        }
        return instant;
    }

    private Value joined(Items x, Items y, Scope scope) {
        if (operator != Operator.ADD) {
            return Value.fault("lists can only be added", x.count().and(y.count()));
        }
        if (!scope.steps(x.size()) || !scope.steps(y.size())) {
            return Scope.exhausted();
        }
        List<Value> all = new ArrayList<>(x.size() + y.size());
        for (int i = 0; i < x.size(); i++) {
            all.add(x.get(i));
        }
        for (int i = 0; i < y.size(); i++) {
            all.add(y.get(i));
        }
        return Value.of(new Items.Made(all, x.count().and(y.count())), Trace.NOTHING);
    }
}
