package io.nodeward.hostprobes.accounts;

/**
 * What kind of thing stands in the place of a password (crypt(5)): {@code empty}, {@code locked}, or the name of the hash.
 * The hash itself is looked at here and nowhere kept.
 */
final class PasswordKind {

    /** The length of a hash of the old DES crypt. */
    private static final int DES = 13;

    private static final String[][] PREFIXES = {
        {"$y$", "yescrypt"},
        {"$gy$", "gost-yescrypt"},
        {"$7$", "scrypt"},
        {"$6$", "sha512"},
        {"$5$", "sha256"},
        {"$2a$", "bcrypt"},
        {"$2b$", "bcrypt"},
        {"$2y$", "bcrypt"},
        {"$2x$", "bcrypt"},
        {"$1$", "md5"},
        {"$md5", "md5"},
        {"$sha1$", "sha1"},
        {"$3$", "nt"},
        {"_", "des"}
    };

    private PasswordKind() {}

    /** @param from where the field begins, {@code to} where it ends */
    static String of(byte[] text, int from, int to) {
        if (from >= to) {
            return "empty";
        }
        for (String[] prefix : PREFIXES) {
            if (starts(text, from, to, prefix[0])) {
                return prefix[1];
            }
        }
        if (text[from] == '$') {
            return "other";
        }
        boolean hash = to - from == DES;
        for (int i = from; hash && i < to; i++) {
            hash = Character.isLetterOrDigit(text[i]) || text[i] == '.' || text[i] == '/';
        }
        // anything that is no hash lets nobody in
        return hash ? "des" : "locked";
    }

    private static boolean starts(byte[] text, int from, int to, String prefix) {
        if (to - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (text[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
