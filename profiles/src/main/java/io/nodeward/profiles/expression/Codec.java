package io.nodeward.profiles.expression;

import io.nodeward.profiles.pack.PackReader;
import io.nodeward.profiles.pack.PackWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Expressions in their compact form. Reading goes by plain numbers: it is on the path of every audit. */
public final class Codec {

    private static final int CONSTANT = 0;
    private static final int FACT = 1;
    private static final int VARIABLE = 2;
    private static final int NOW = 3;
    private static final int FIELD = 4;
    private static final int OPTIONAL_FIELD = 5;
    private static final int PRESENCE = 6;
    private static final int ENTRY = 7;
    private static final int ELEMENT = 8;
    private static final int NOT = 9;
    private static final int AND = 10;
    private static final int OR = 11;
    private static final int CONDITIONAL = 12;
    private static final int COMPARISON = 13;
    private static final int ARITHMETIC = 14;
    private static final int NEGATION = 15;
    private static final int CONTAINMENT = 16;
    private static final int CALL = 17;
    private static final int LIST = 18;
    private static final int QUANTIFIER = 19;
    private static final int SELECTION = 20;
    private static final int TRANSFORMATION = 21;

    private static final int FALSE = 0;
    private static final int TRUE = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 3;
    private static final int TEXT = 4;
    private static final int DURATION = 5;
    private static final int INSTANT = 6;
    private static final int CONSTANTS = 7;

    /** Enums in the order of their numbers; {@code values()} would copy them each time. */
    private static final Comparison.Operator[] COMPARISONS = Comparison.Operator.values();

    private static final Arithmetic.Operator[] ARITHMETICS = Arithmetic.Operator.values();
    private static final Kind[] KINDS = Kind.values();
    private static final Function[] FUNCTIONS = Function.values();
    private static final Quantifier.Kind[] QUANTIFIERS = Quantifier.Kind.values();

    private Codec() {}

    /** Writes an expression. */
    public static void write(Expression expression, PackWriter out) {
        switch (expression) {
            case Constant constant -> {
                out.count(CONSTANT);
                writeRaw(constant.raw, out);
            }
            case Fact fact -> {
                out.count(FACT);
                out.text(fact.name);
                out.count(number(KINDS, fact.kind));
            }
            case Variable variable -> {
                out.count(VARIABLE);
                out.count(variable.slot);
            }
            case Now _ -> out.count(NOW);
            case Field field -> {
                out.count(field.optional ? OPTIONAL_FIELD : FIELD);
                write(field.owner, out);
                out.text(field.name);
                out.count(number(KINDS, field.kind));
            }
            case Presence presence -> {
                out.count(PRESENCE);
                write(presence.owner, out);
                out.text(presence.name);
            }
            case EntryOf entry -> {
                out.count(ENTRY);
                write(entry.map, out);
                write(entry.key, out);
            }
            case Element element -> {
                out.count(ELEMENT);
                write(element.list, out);
                write(element.index, out);
            }
            case Not not -> {
                out.count(NOT);
                write(not.part, out);
            }
            case Connective connective -> {
                out.count(connective.and ? AND : OR);
                writeAll(connective.parts, out);
            }
            case Conditional conditional -> {
                out.count(CONDITIONAL);
                write(conditional.condition, out);
                write(conditional.yes, out);
                write(conditional.no, out);
            }
            case Comparison comparison -> {
                out.count(COMPARISON);
                out.count(number(COMPARISONS, comparison.operator));
                write(comparison.left, out);
                write(comparison.right, out);
            }
            case Arithmetic arithmetic -> {
                out.count(ARITHMETIC);
                out.count(number(ARITHMETICS, arithmetic.operator));
                write(arithmetic.left, out);
                write(arithmetic.right, out);
            }
            case Negation negation -> {
                out.count(NEGATION);
                write(negation.part, out);
            }
            case Containment containment -> {
                out.count(CONTAINMENT);
                write(containment.wantedItem, out);
                write(containment.container, out);
            }
            case Call call -> {
                out.count(CALL);
                out.count(number(FUNCTIONS, call.function));
                writeAll(call.arguments, out);
            }
            case ListOf list -> {
                out.count(LIST);
                writeAll(list.parts, out);
            }
            case Quantifier quantifier -> {
                out.count(QUANTIFIER);
                out.count(number(QUANTIFIERS, quantifier.kind));
                writeWalk(quantifier.range, quantifier.slot, quantifier.body, out);
            }
            case Selection selection -> {
                out.count(SELECTION);
                writeWalk(selection.range, selection.slot, selection.body, out);
            }
            case Transformation transformation -> {
                out.count(TRANSFORMATION);
                writeWalk(transformation.range, transformation.slot, transformation.body, out);
            }
        }
    }

    /** Reads an expression. */
    public static Expression read(PackReader in) {
        int kind = in.count();
        return switch (kind) {
            case CONSTANT -> new Constant(readRaw(in));
            case FACT -> {
                String name = in.text();
                yield new Fact(name, KINDS[in.count()]);
            }
            case VARIABLE -> new Variable(in.count());
            case NOW -> new Now();
            case FIELD, OPTIONAL_FIELD -> {
                Expression owner = read(in);
                String name = in.text();
                yield new Field(owner, name, kind == OPTIONAL_FIELD, KINDS[in.count()]);
            }
            case PRESENCE -> {
                Expression owner = read(in);
                yield new Presence(owner, in.text());
            }
            case ENTRY -> {
                Expression map = read(in);
                yield new EntryOf(map, read(in));
            }
            case ELEMENT -> {
                Expression list = read(in);
                yield new Element(list, read(in));
            }
            case NOT -> new Not(read(in));
            case AND, OR -> new Connective(kind == AND, readAll(in));
            case CONDITIONAL -> {
                Expression condition = read(in);
                Expression yes = read(in);
                yield new Conditional(condition, yes, read(in));
            }
            case COMPARISON -> {
                Comparison.Operator operator = COMPARISONS[in.count()];
                Expression left = read(in);
                yield new Comparison(operator, left, read(in));
            }
            case ARITHMETIC -> {
                Arithmetic.Operator operator = ARITHMETICS[in.count()];
                Expression left = read(in);
                yield new Arithmetic(operator, left, read(in));
            }
            case NEGATION -> new Negation(read(in));
            case CONTAINMENT -> {
                Expression item = read(in);
                yield new Containment(item, read(in));
            }
            case CALL -> {
                Function function = FUNCTIONS[in.count()];
                yield new Call(function, readAll(in));
            }
            case LIST -> new ListOf(readAll(in));
            case QUANTIFIER -> {
                Quantifier.Kind quantity = QUANTIFIERS[in.count()];
                Expression range = read(in);
                int slot = in.count();
                yield new Quantifier(quantity, range, slot, read(in));
            }
            case SELECTION -> {
                Expression range = read(in);
                int slot = in.count();
                yield new Selection(range, slot, read(in));
            }
            case TRANSFORMATION -> {
                Expression range = read(in);
                int slot = in.count();
                yield new Transformation(range, slot, read(in));
            }
            default -> throw new IllegalArgumentException("there is no expression of kind " + kind);
        };
    }

    private static int number(Enum<?>[] all, Enum<?> one) {
        return Arrays.asList(all).indexOf(one);
    }

    private static void writeWalk(Expression range, int slot, Expression body, PackWriter out) {
        write(range, out);
        out.count(slot);
        write(body, out);
    }

    private static void writeAll(List<Expression> expressions, PackWriter out) {
        out.count(expressions.size());
        for (Expression expression : expressions) {
            write(expression, out);
        }
    }

    private static List<Expression> readAll(PackReader in) {
        int count = in.count();
        List<Expression> expressions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            expressions.add(read(in));
        }
        return expressions;
    }

    private static void writeRaw(Object raw, PackWriter out) {
        switch (raw) {
            case Boolean truth -> out.count(truth ? TRUE : FALSE);
            case Long number -> {
                out.count(LONG);
                out.number(number);
            }
            case Double number -> {
                out.count(DOUBLE);
                out.number(Double.doubleToRawLongBits(number));
            }
            case String text -> {
                out.count(TEXT);
                out.text(text);
            }
            case Duration duration -> {
                out.count(DURATION);
                out.number(duration.getSeconds());
                out.count(duration.getNano());
            }
            case Instant instant -> {
                out.count(INSTANT);
                out.number(instant.getEpochSecond());
                out.count(instant.getNano());
            }
            case List<?> list -> {
                out.count(CONSTANTS);
                out.count(list.size());
                list.forEach(item -> writeRaw(item, out));
            }
            default -> throw new IllegalArgumentException("not a literal: " + raw.getClass());
        }
    }

    private static Object readRaw(PackReader in) {
        int kind = in.count();
        return switch (kind) {
            case FALSE -> false;
            case TRUE -> true;
            case LONG -> in.number();
            case DOUBLE -> Double.longBitsToDouble(in.number());
            case TEXT -> in.text();
            case DURATION -> {
                long seconds = in.number();
                yield Duration.ofSeconds(seconds, in.count());
            }
            case INSTANT -> {
                long seconds = in.number();
                yield Instant.ofEpochSecond(seconds, in.count());
            }
            case CONSTANTS -> {
                int count = in.count();
                List<Object> items = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    items.add(readRaw(in));
                }
                yield items;
            }
            default -> throw new IllegalArgumentException("there is no literal of kind " + kind);
        };
    }
}
