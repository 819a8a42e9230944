package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import java.util.List;

/** The feature gates of a start, by the version that it emulates. */
final class Gates {

    private Gates() {}

    /** @param binary what the table of gates calls the component */
    static FeatureGates of(Start start, String binary) {
        return new FeatureGates(start.value("feature-gates"), binary, emulated(start));
    }

    /** {@code --emulated-version=1.34}, also with {@code kube=} before it, has the gates of that version. */
    private static int emulated(Start start) {
        int minor = start.flags().table().minor();
        if (!start.given("emulated-version")) {
            return minor;
        }
        List<String> versions = Values.texts(start.value("emulated-version"));
        for (String version : versions == null ? List.<String>of() : versions) {
            String number = version.substring(version.indexOf('=') + 1).strip();
            int dot = number.indexOf('.');
            boolean own = version.indexOf('=') < 0 || version.startsWith("kube=");
            if (own && dot > 0 && number.length() - dot <= 4) {
                try {
                    minor = Integer.parseInt(number.substring(dot + 1));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return minor;
    }
}
