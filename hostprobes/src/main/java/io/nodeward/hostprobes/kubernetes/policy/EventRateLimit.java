package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding.Names;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.goyaml.GoType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the plugin EventRateLimit limits. It does not start without a limit, so an enabled one without configuration
 * keeps the server from starting; its decoder is lenient. (kubernetes plugin/pkg/admission/eventratelimit/config.go:
 * LoadConfiguration; apis/eventratelimit/validation.)
 */
final class EventRateLimit {

    private static final Set<String> TYPES = Set.of("Server", "Namespace", "User", "SourceAndObject");

    private EventRateLimit() {}

    static Node read(AdmissionConfiguration configuration, boolean enabled, String enabledBy) {
        if (!enabled) {
            return new Known(List.of(), enabledBy);
        }
        AdmissionConfiguration.Source source = configuration.of("EventRateLimit");
        if (source instanceof AdmissionConfiguration.Nothing(String where)) {
            return new Unknown("the API server refuses EventRateLimit without a configuration of its limits", where);
        }
        PolicyFile.Opened opened = AdmissionConfiguration.decode(source, Names.EXACT);
        PolicyFile file = opened.file();
        Unknown failure = opened.failure();
        if (file == null) {
            return failure == null ? new Unknown("cannot be read", "") : failure;
        }
        file.expect("Configuration", "eventratelimit.admission.k8s.io", "v1alpha1");
        List<String> types = new ArrayList<>();
        for (Fields limit : file.fields().objects("limits")) {
            String type = limit.string("type").or("");
            long rate = limit.get("qps", GoType.INT32).or(0L);
            long burst = limit.get("burst", GoType.INT32).or(0L);
            long cache = limit.get("cacheSize", GoType.INT32).or(0L);
            if (!TYPES.contains(type) || rate <= 0 || burst <= 0 || (cache < 0 && !type.equals("Server"))) {
                file.refuse(limit.path() + " has no type or no positive qps and burst", limit.line());
            }
            types.add(type);
        }
        if (types.isEmpty()) {
            file.refuse("there are no limits", file.fields().line());
        }
        Unknown refused = file.refused(false);
        return refused == null ? file.known(types, file.fields().line("limits")) : refused;
    }
}
