package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import java.util.List;

/** The feature gates of a start, by the version that it emulates. */
final class Gates {

    private Gates() {}

    /** @param binary what the table of gates calls the component */
    static FeatureGates of(Start start, String binary) {
        return of(start, binary, start.flags().table().minor());
    }

    /** As {@link #of(Start, String)}, taking the component for a version that it need not be. */
    static FeatureGates of(Start start, String binary, int minor) {
        return new FeatureGates(start.value("feature-gates"), binary, emulated(start, minor));
    }

    /** {@code --emulated-version=1.34}, also with {@code kube=} before it, has the gates of that version. */
    private static int emulated(Start start, int own) {
        int minor = own;
        if (!start.given("emulated-version")) {
            return minor;
        }
        List<String> versions = Values.texts(start.value("emulated-version"));
        if (versions == null) {
            return 0;
        }
        for (String version : versions) {
            String number = version.substring(version.indexOf('=') + 1).strip();
            int dot = number.indexOf('.');
            boolean its = version.indexOf('=') < 0 || version.startsWith("kube=");
            if (its && dot > 0 && number.length() - dot <= 4) {
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
