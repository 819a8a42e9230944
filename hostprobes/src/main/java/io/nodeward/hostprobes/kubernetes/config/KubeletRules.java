package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that can be read but with which a kubelet does not start, so that one which runs cannot have them. (kubelet
 * apis/config/validation, cmd/kubelet/app/auth.go.)
 */
final class KubeletRules {

    private record Range(long least, long most) {}

    private static final Range PORT = new Range(1, 65_535);
    private static final Range PORT_OR_NONE = new Range(0, 65_535);
    private static final Range COUNT = new Range(0, Long.MAX_VALUE);
    private static final Range PERCENT = new Range(0, 100);
    private static final Range BIT = new Range(0, 31);

    private static final Map<String, Range> RANGES = Map.ofEntries(
            Map.entry("port", PORT),
            Map.entry("readOnlyPort", PORT_OR_NONE),
            Map.entry("healthzPort", PORT_OR_NONE),
            Map.entry("eventBurst", COUNT),
            Map.entry("eventRecordQPS", COUNT),
            Map.entry("kubeAPIBurst", COUNT),
            Map.entry("kubeAPIQPS", COUNT),
            Map.entry("registryBurst", COUNT),
            Map.entry("registryPullQPS", COUNT),
            Map.entry("maxOpenFiles", COUNT),
            Map.entry("maxPods", COUNT),
            Map.entry("podsPerCore", COUNT),
            Map.entry("nodeStatusMaxImages", new Range(-1, Long.MAX_VALUE)),
            Map.entry("nodeLeaseDurationSeconds", new Range(1, Long.MAX_VALUE)),
            Map.entry("oomScoreAdj", new Range(-1000, 1000)),
            Map.entry("imageGCHighThresholdPercent", PERCENT),
            Map.entry("imageGCLowThresholdPercent", PERCENT),
            Map.entry("iptablesDropBit", BIT),
            Map.entry("iptablesMasqueradeBit", BIT),
            Map.entry("maxParallelImagePulls", new Range(1, Long.MAX_VALUE)),
            Map.entry("containerLogMaxFiles", new Range(2, Long.MAX_VALUE)),
            Map.entry("containerLogMaxWorkers", new Range(1, Long.MAX_VALUE)));

    private static final Map<String, List<String>> CHOICES = Map.of(
            "authorization.mode", List.of("AlwaysAllow", "Webhook"),
            "tlsMinVersion", List.of("", "VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"));

    /** The last version that can run pods once and end. */
    private static final int RUN_ONCE = 31;

    private KubeletRules() {}

    /** The value, or Unknown where it is refused. */
    static Node checked(String path, Known known, EffectiveConfig config, int minor) {
        String reason = objection(path, known.value(), config, minor);
        return reason == null
                ? known
                : new Unknown(reason + ", with which the kubelet refuses to start", known.source());
    }

    private static @Nullable String objection(String path, Object value, EffectiveConfig config, int minor) {
        Range range = RANGES.get(path);
        // these are looked at since 1.33
        boolean checked = minor > 32 || minor == 0 || !path.startsWith("containerLog");
        if (range != null
                && checked
                && value instanceof Long number
                && (number < range.least() || number > range.most())) {
            return path + " is " + number;
        }
        List<String> choices = CHOICES.get(path);
        if (choices != null && !choices.contains(value.toString())) {
            return path + " is none of its values";
        }
        return switch (path) {
            case "runOnce" -> (minor > RUN_ONCE || minor == 0) && value.equals(true) ? "runOnce is true" : null;
            case "serializeImagePulls" -> {
                Long pulls = Values.integer(config.value("maxParallelImagePulls"));
                yield value.equals(true) && pulls != null && pulls > 1
                        ? "serializeImagePulls is true and maxParallelImagePulls is " + pulls
                        : null;
            }
            case "serverTLSBootstrap" ->
                value.equals(true)
                                && config.value("featureGates") instanceof Known gates
                                && gates.value() instanceof Map<?, ?> set
                                && Boolean.FALSE.equals(set.get("RotateKubeletServerCertificate"))
                        ? "serverTLSBootstrap is true and the gate RotateKubeletServerCertificate is off"
                        : null;
            case "featureGates" -> new FeatureGates(new Known(value, ""), "kubelet", minor).objection();
            default -> null;
        };
    }
}
