package io.nodeward.hostprobes.kubernetes.flags;

import java.util.Set;

/** Takes secrets out of settings before anything can show them. */
public final class Secrets {

    /** What stands for a secret. */
    public static final String NOT_SHOWN = "(not shown)";

    private static final String CREDENTIALS = "***";

    private static final String HEADER = "manifest-url-header";

    private static final Set<String> FLAGS = Set.of(
            "storage-driver-password",
            "discovery-user",
            "discovery-password",
            "discovery-token",
            "initial-cluster-token");

    /** The path of this URL is the secret with which a member joins a new cluster. */
    private static final String DISCOVERY = "discovery";

    private Secrets() {}

    /** A flag's text as it may be shown and read on. */
    static String text(String flag, String text) {
        if (flag.equals(HEADER)) {
            return headers(text);
        }
        if (flag.equals(DISCOVERY)) {
            return withoutPath(url(text));
        }
        // a flag that lacks its own value takes the next flag for it
        return !text.isEmpty() && (FLAGS.contains(flag) || namesSecret(text)) ? NOT_SHOWN : url(text);
    }

    private static String withoutPath(String url) {
        int host = url.indexOf("://") + 3;
        int path = host < 3 ? -1 : url.indexOf('/', host);
        return path < 0 || path + 1 == url.length() ? url : url.substring(0, path + 1) + CREDENTIALS;
    }

    private static boolean namesSecret(String text) {
        if (!text.startsWith("-")) {
            return false;
        }
        int start = text.startsWith("--") ? 2 : 1;
        int equals = text.indexOf('=');
        String name = text.substring(start, equals < 0 ? text.length() : Math.max(start, equals))
                .replace('_', '-');
        return FLAGS.contains(name) || name.equals(HEADER);
    }

    /** {@code Name:value,Name:value} with the names only; what is not so written stays unreadable to the reader too. */
    private static String headers(String text) {
        StringBuilder names = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            int colon = text.indexOf(':', at);
            if (end > at) {
                names.append(names.isEmpty() ? "" : ",")
                        .append(colon < 0 || colon > end ? "" : text.substring(at, colon + 1))
                        .append(NOT_SHOWN);
            }
            at = end + 1;
        }
        return names.toString();
    }

    /** Takes out what stands between {@code ://} and {@code @} of each URL in a text, and what follows a question mark. */
    public static String url(String text) {
        int start = text.indexOf("://");
        if (start < 0 || (text.indexOf('@', start) < 0 && text.indexOf('?', start) < 0)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (start >= 0) {
            start += 3;
            out.append(text, at, start);
            at = authority(text, start, out);
            at = query(text, at, out);
            start = text.indexOf("://", at);
        }
        return out.append(text, at, text.length()).toString();
    }

    /** Whoever forgets to escape a password may have a slash or a question mark in it: the last sign of the URL counts. */
    private static int authority(String text, int start, StringBuilder out) {
        int sign = -1;
        for (int i = start; i < text.length() && ", \"'".indexOf(text.charAt(i)) < 0; i++) {
            sign = text.charAt(i) == '@' ? i : sign;
        }
        int end = Math.max(start, sign);
        while (end < text.length() && "/,?# \"'".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        out.append(sign < 0 ? "" : CREDENTIALS).append(text, sign < 0 ? start : sign, end);
        return end;
    }

    private static int query(String text, int from, StringBuilder out) {
        int at = from;
        while (at < text.length() && ", \"'?".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        out.append(text, from, at);
        if (at == text.length() || text.charAt(at) != '?') {
            return at;
        }
        out.append('?').append(CREDENTIALS);
        while (at < text.length() && ", \"'".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
