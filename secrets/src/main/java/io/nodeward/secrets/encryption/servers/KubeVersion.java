package io.nodeward.secrets.encryption.servers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Kubernetes, e.g. v1.36.3. */
public record KubeVersion(String text, int major, int minor) {
    private static final Pattern FORM = Pattern.compile("v(\\d{1,4})\\.(\\d{1,4})\\..*");

    /** Returns nothing for what is no such version. */
    public static Optional<KubeVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new KubeVersion(text, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    @Override
    public String toString() {
        return text;
    }
}
