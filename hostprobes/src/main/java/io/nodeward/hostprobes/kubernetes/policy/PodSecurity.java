package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding.Names;
import io.nodeward.hostprobes.kubernetes.goyaml.Field;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cluster-wide defaults and exemptions of the plugin PodSecurity. Whatever is left out is privileged; without any
 * configuration everything is. (pod-security-admission admission/api/load, admission/api/v1/defaults.go,
 * admission/api/validation.)
 */
record PodSecurity(Node enforce, Node audit, Node warn, Node namespaces, Node users, Node runtimeClasses) {

    private static final String GROUP = "pod-security.admission.config.k8s.io";
    private static final Set<String> LEVELS = Set.of("privileged", "baseline", "restricted");

    static PodSecurity read(AdmissionConfiguration configuration, boolean enabled, String disabledBy) {
        if (!enabled) {
            return open(disabledBy);
        }
        AdmissionConfiguration.Source source = configuration.of("PodSecurity");
        if (source instanceof AdmissionConfiguration.Nothing(String where)) {
            return open(where);
        }
        if (source instanceof AdmissionConfiguration.Apart apart && apart.bytes().length == 0) {
            return open(apart.path());
        }
        PolicyFile.Opened opened = AdmissionConfiguration.decode(source, Names.EXACT);
        PolicyFile file = opened.file();
        Unknown failure = opened.failure();
        if (file == null) {
            return unknown(failure == null ? new Unknown("cannot be read", "") : failure);
        }
        return decode(file);
    }

    private static PodSecurity open(String source) {
        Known level = new Known("privileged", source);
        Known none = new Known(List.of(), source);
        return new PodSecurity(level, level, level, none, none, none);
    }

    private static PodSecurity unknown(Unknown reason) {
        return new PodSecurity(reason, reason, reason, reason, reason, reason);
    }

    private static PodSecurity decode(PolicyFile file) {
        file.expect("PodSecurityConfiguration", GROUP, "v1", "v1beta1", "v1alpha1");
        Fields root = file.fields();
        Fields defaults = root.object("defaults");
        Fields exempt = root.object("exemptions");
        PodSecurity decoded = new PodSecurity(
                level(file, defaults, "enforce"),
                level(file, defaults, "audit"),
                level(file, defaults, "warn"),
                exemptions(file, exempt, "namespaces", KubernetesNames::label),
                exemptions(file, exempt, "usernames", name -> !name.isEmpty()),
                exemptions(file, exempt, "runtimeClasses", KubernetesNames::subdomain));
        Unknown refused = file.refused(true);
        return refused == null ? decoded : unknown(refused);
    }

    private static Known level(PolicyFile file, @Nullable Fields defaults, String mode) {
        if (defaults == null) {
            return file.known("privileged", file.fields().line());
        }
        String version = defaults.string(mode + "-version").or("");
        if (!version.isEmpty() && !version(version)) {
            file.refuse(defaults.path(mode + "-version") + " is neither latest nor v1.x", defaults.line());
        }
        Field<String> field = defaults.string(mode);
        String level = field.or("");
        if (level.isEmpty()) {
            return file.known("privileged", field.line());
        }
        if (!LEVELS.contains(level)) {
            file.refuse(defaults.path(mode) + " is no level", field.line());
        }
        return file.known(level, field.line());
    }

    private static boolean version(String version) {
        if (version.equals("latest")) {
            return true;
        }
        boolean fits = version.startsWith("v1.")
                && version.length() > 3
                && version.length() < 20
                && (version.length() == 4 || version.charAt(3) != '0');
        for (int i = 3; fits && i < version.length(); i++) {
            fits = version.charAt(i) >= '0' && version.charAt(i) <= '9';
        }
        return fits;
    }

    private static Known exemptions(PolicyFile file, @Nullable Fields exempt, String name, Predicate<String> valid) {
        if (exempt == null) {
            return file.known(List.of(), file.fields().line());
        }
        Field<List<String>> field = exempt.strings(name);
        List<String> values = field.or(List.of());
        Set<String> seen = new HashSet<>();
        for (String value : values) {
            if (!valid.test(value) || !seen.add(value)) {
                file.refuse(exempt.path(name) + " has a name that is not valid or not unique", field.line());
            }
        }
        return file.known(values, field.line());
    }
}
