package io.nodeward.secrets.kube;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names in the path and the query of a request. */
public final class PathSegment {
    private PathSegment() {}

    /** Returns a name with everything escaped that means something in a URL (RFC 3986, 2.3). */
    public static String of(String name) {
        if (name.chars().allMatch(PathSegment::isPlain)) {
            return name;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
