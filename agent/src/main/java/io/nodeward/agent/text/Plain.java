package io.nodeward.agent.text;

/**
 * Makes text from a host harmless. A file name, a flag or a certificate's subject may hold escape sequences that
 * rewrite a terminal, or marks that turn the reading direction round; they are shown as what they are.
 */
public final class Plain {

    private static final String HEX = "0123456789abcdef";

    private Plain() {}

    /** The text on one line: control and formatting characters become {@code \n}, {@code \x1b} or {@code \u202e}. */
    public static String line(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return escaped(text, i);
            }
        }
        return text;
    }

    /** As {@link #line}, with at most {@code limit} characters of the text and the number of those left out. */
    public static String line(String text, int limit) {
        if (text.length() <= limit) {
            return line(text);
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        return line(text.substring(0, end)) + "... (" + (text.length() - end) + " more characters)";
    }

    private static String escaped(String text, int from) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c < ' ' || c == 0x7F) {
                out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else if (harmful(c)) {
                out.append("\\u");
                for (int shift = c > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt((c >> shift) & 15));
                }
            } else {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    /** What a terminal would act on or hide. */
    private static boolean harmful(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
