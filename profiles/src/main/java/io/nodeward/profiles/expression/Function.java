package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** The functions of the language, its own and ours. The order is part of the compiled form: new ones go to the end. */
public enum Function {
    /** Letters of a text, items of a list, keys of a map. */
    SIZE(1),
    STARTS_WITH(2),
    ENDS_WITH(2),
    CONTAINS(2),
    /** {@code within(mode, limit)}: no permission bit of mode lies outside limit; both octal. */
    WITHIN(2),
    /** {@code loopback(address)}: only this host can reach it. */
    LOOPBACK(1),
    /** {@code unspecified(address)}: every address of this host is meant. */
    UNSPECIFIED(1),
    /** {@code amount(quantity)}: the number that a quantity of Kubernetes or a percentage means. */
    AMOUNT(1);

    private final int arity;

    Function(int arity) {
        this.arity = arity;
    }

    /** How many arguments it takes, the one before the dot included. */
    public int arity() {
        return arity;
    }

    /** Returns the result for texts; null when an argument makes no sense. */
    @Nullable Object ofTexts(String first, String second) {
        return switch (this) {
            case SIZE -> (long) first.codePointCount(0, first.length());
            case STARTS_WITH -> first.startsWith(second);
            case ENDS_WITH -> first.endsWith(second);
            case CONTAINS -> first.contains(second);
            case WITHIN -> Modes.within(first, second);
            case LOOPBACK -> Addresses.loopback(first);
            case UNSPECIFIED -> Addresses.unspecified(first);
            case AMOUNT -> Amounts.of(first);
        };
    }
}
