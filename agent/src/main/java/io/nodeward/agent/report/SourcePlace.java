package io.nodeward.agent.report;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A source that is a file: {@code /etc/x.yaml:5}.
 *
 * @param path absolute, as the host has it
 * @param line from 1; 0 when the whole file is meant
 */
record SourcePlace(String path, int line) {

    /** Reads a fact's source, or returns null when it is no file. */
    static @Nullable SourcePlace of(String source) {
        if (!source.startsWith("/")) {
            return null;
        }
        int colon = source.lastIndexOf(':');
        int line = 0;
        for (int i = colon + 1; colon > 0 && i < source.length(); i++) {
            int digit = source.charAt(i) - '0';
            if (digit < 0 || digit > 9 || line > 100_000_000) {
                return new SourcePlace(source, 0);
            }
            line = line * 10 + digit;
        }
        return line > 0 ? new SourcePlace(source.substring(0, colon), line) : new SourcePlace(source, 0);
    }

    /** The path as a relative URI reference. */
    String relativeUri() {
        StringBuilder out = new StringBuilder(path.length());
        byte[] bytes = path.substring(1).getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            boolean plain =
                    b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || "-._~/".indexOf(b) >= 0;
            if (plain) {
                out.append((char) b);
            } else {
                out.append('%');
                out.append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)));
                out.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return out.toString();
    }
}
