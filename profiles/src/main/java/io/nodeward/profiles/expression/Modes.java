package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/** Permission bits in octal digits. */
public final class Modes {

    private Modes() {}

    /**
     * Returns whether no bit of {@code mode} lies outside of {@code limit}; null when one of them is not one to six
     * octal digits.
     */
    public static @Nullable Boolean within(String mode, String limit) {
        int bits = octal(mode);
        int allowed = octal(limit);
        return bits < 0 || allowed < 0 ? null : (bits & ~allowed) == 0;
    }

    private static int octal(String text) {
        if (text.isEmpty() || text.length() > 6) {
            return -1;
        }
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            bits = bits << 3 | digit;
        }
        return bits;
    }
}
