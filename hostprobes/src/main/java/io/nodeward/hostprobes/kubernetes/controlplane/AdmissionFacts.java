package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.policy.AdmissionReader;
import io.nodeward.hostprobes.kubernetes.policy.Server;

/** The API server's admission plugins, type Admission. */
final class AdmissionFacts {

    private static final String FILE = "admission-control-config-file";

    private AdmissionFacts() {}

    static Group of(Server server, Start now, Shelf shelf) {
        Unknown missing =
                now.unknown("enable-admission-plugins", "disable-admission-plugins", "admission-control", FILE);
        Group.Builder facts = Group.builder();
        if (missing != null) {
            for (String name : new String[] {
                "enabled",
                "disabled",
                "event_rate_limits",
                "image_policy_default_allow",
                "pod_security_enforce",
                "pod_security_audit",
                "pod_security_warn",
                "pod_security_exempt_namespaces",
                "pod_security_exempt_users",
                "pod_security_exempt_runtime_classes"
            }) {
                facts.put(name, missing);
            }
            return facts.put("config_file", shelf.file(now, FILE)).build();
        }
        AdmissionReader.Admission read = AdmissionReader.read(
                server,
                new AdmissionReader.Flags(
                        now.sure("enable-admission-plugins"),
                        now.sure("disable-admission-plugins"),
                        now.sure("admission-control"),
                        now.text(FILE)));
        return facts.put("enabled", read.enabled())
                .put("disabled", read.disabled())
                .put("config_file", shelf.file(now, FILE))
                .put("event_rate_limits", read.eventRateLimits())
                .put("image_policy_default_allow", read.imagePolicyDefaultAllow())
                .put("pod_security_enforce", read.podSecurityEnforce())
                .put("pod_security_audit", read.podSecurityAudit())
                .put("pod_security_warn", read.podSecurityWarn())
                .put("pod_security_exempt_namespaces", read.podSecurityExemptNamespaces())
                .put("pod_security_exempt_users", read.podSecurityExemptUsers())
                .put("pod_security_exempt_runtime_classes", read.podSecurityExemptRuntimeClasses())
                .build();
    }
}
