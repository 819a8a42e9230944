package io.nodeward.hostprobes.kubernetes.policy;

/** Rules for names that validation of several files uses. (apimachinery util/validation.) */
final class KubernetesNames {

    private KubernetesNames() {}

    /** DNS-1123 label: a namespace's name. */
    static boolean label(String name) {
        return name.length() <= 63 && part(name, 0, name.length());
    }

    /** DNS-1123 subdomain: labels of any length, joined by dots. */
    static boolean subdomain(String name) {
        if (name.length() > 253) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (!part(name, start, i)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static boolean part(String name, int from, int to) {
        if (from == to || name.charAt(from) == '-' || name.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}
