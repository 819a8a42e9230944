package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;

/**
 * Whether a kernel mends CVE-2026-23268, by which unprivileged users replace and remove AppArmor's profiles through its
 * files of mode 0666. The kernel's own record of it names the versions (CVE-2026-23268.json of cve.org): 4.11 brought it,
 * 6.6.130, 6.12.77, 6.18.18, 6.19.8 and 7.0-rc4 mend it; Debian's 6.12.74-2 does too. What other distributions have
 * brought back into older versions no version number tells.
 */
final class CrackArmor {

    private static final String VERSION = "/proc/version";
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final int LIMIT = 4 << 10;

    private static final int[][] MENDED = {{6, 6, 130}, {6, 12, 77}, {6, 18, 18}, {6, 19, 8}};
    private static final int FIRST_MENDED_CANDIDATE = 4;

    private CrackArmor() {}

    /** {@code mended}, {@code vulnerable} or {@code undecided}. */
    static Node read(HostRoot root) {
        Read<String> release = root.text(RELEASE, LIMIT);
        if (!(release instanceof Read.Found<String>(String text))) {
            return release instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("only a running host tells its kernel's version", RELEASE, true);
        }
        String version = root.text(VERSION, LIMIT) instanceof Read.Found<String>(String all) ? all : "";
        return new Known(judge(text.strip(), version), RELEASE + ": " + text.strip());
    }

    static String judge(String release, String version) {
        long[] numbers = numbers(release, 0, 3);
        long major = numbers[0];
        long minor = numbers[1];
        long patch = numbers[2];
        if (major <= 0) {
            return "undecided";
        }
        if (major < 4 || (major == 4 && minor < 11)) {
            return "mended";
        }
        int candidate = release.indexOf("-rc");
        if (major > 7 || (major == 7 && minor > 0)) {
            return "mended";
        }
        if (major == 7) {
            return candidate < 0 || numbers(release, candidate + 3, 1)[0] >= FIRST_MENDED_CANDIDATE
                    ? "mended"
                    : "vulnerable";
        }
        for (int[] mended : MENDED) {
            if (major == mended[0] && minor == mended[1] && patch >= mended[2]) {
                return "mended";
            }
        }
        int debian = version.indexOf(" Debian 6.12.");
        if (debian >= 0) {
            long[] its = numbers(version, debian + " Debian ".length(), 4);
            return its[2] > 74 || (its[2] == 74 && its[3] >= 2) ? "mended" : "vulnerable";
        }
        return "undecided";
    }

    /** Numbers with one character between them; zero for what is missing. */
    private static long[] numbers(String text, int from, int count) {
        long[] numbers = new long[count];
        int at = from;
        for (int i = 0; i < count; i++) {
            long value = 0;
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && at - start < 9) {
                value = 10 * value + (text.charAt(at) - '0');
                at++;
            }
            if (at == start) {
                break;
            }
            numbers[i] = value;
            at++;
        }
        return numbers;
    }
}
