package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which admission plugins run and how those are configured whose configuration is worth a look. Plugins that are
 * on by default stay on unless they are switched off; a plugin that is both switched on and off, or that the version does
 * not have, keeps the server from starting. (apiserver pkg/server/options/admission.go: enabledPluginNames, Validate;
 * kubernetes pkg/kubeapiserver/options/admission.go: Validate, computePluginNames.)
 */
public final class AdmissionReader {

    private AdmissionReader() {}

    /**
     * The flags that bear on it; the first three are lists of strings.
     *
     * @param enable --enable-admission-plugins
     * @param disable --disable-admission-plugins
     * @param only the deprecated --admission-control, which names all plugins that run; empty when it is not given
     * @param config --admission-control-config-file; empty when it is not given
     */
    public record Flags(Known enable, Known disable, Known only, String config) {}

    /**
     * Fields of the type Admission, the file itself apart.
     *
     * @param imagePolicyDefaultAllow unknown while that plugin is off
     * @param podSecurityEnforce privileged while the plugin is off, since nothing is enforced then; likewise the others
     */
    public record Admission(
            Node enabled,
            Node disabled,
            Node eventRateLimits,
            Node imagePolicyDefaultAllow,
            Node podSecurityEnforce,
            Node podSecurityAudit,
            Node podSecurityWarn,
            Node podSecurityExemptNamespaces,
            Node podSecurityExemptUsers,
            Node podSecurityExemptRuntimeClasses) {}

    /** Reads flags and files. */
    public static Admission read(Server server, Flags flags) {
        SequencedMap<String, Boolean> plugins = AdmissionPlugins.of(server.minor());
        Set<String> enable = strings(flags.enable());
        Set<String> disable = strings(flags.disable());
        Set<String> only = strings(flags.only());
        Unknown refused = refusal(flags, plugins, enable, disable, only);
        if (refused != null) {
            return unknown(refused);
        }
        List<String> enabled = new ArrayList<>();
        List<String> disabled = new ArrayList<>();
        plugins.forEach((name, on) -> {
            boolean runs =
                    only.isEmpty() ? enable.contains(name) || (on && !disable.contains(name)) : only.contains(name);
            if (runs) {
                enabled.add(name);
            } else if (on) {
                disabled.add(name);
            }
        });
        Known enabling = only.isEmpty() ? flags.enable() : flags.only();
        Known disabling = only.isEmpty() ? flags.disable() : flags.only();
        AdmissionConfiguration configuration = AdmissionConfiguration.read(server, flags.config());
        PodSecurity levels = PodSecurity.read(configuration, enabled.contains("PodSecurity"), disabling.source());
        return new Admission(
                enabling.with(enabled),
                disabling.with(disabled),
                EventRateLimit.read(configuration, enabled.contains("EventRateLimit"), enabling.source()),
                ImagePolicy.read(server, configuration, enabled.contains("ImagePolicyWebhook"), enabling.source()),
                levels.enforce(),
                levels.audit(),
                levels.warn(),
                levels.namespaces(),
                levels.users(),
                levels.runtimeClasses());
    }

    private static Set<String> strings(Known list) {
        Set<String> strings = new HashSet<>();
        if (list.value() instanceof List<?> values) {
            for (Object value : values) {
                strings.add(String.valueOf(value));
            }
        }
        return strings;
    }

    private static @Nullable Unknown refusal(
            Flags flags,
            SequencedMap<String, Boolean> plugins,
            Set<String> enable,
            Set<String> disable,
            Set<String> only) {
        if (!only.isEmpty() && !(enable.isEmpty() && disable.isEmpty())) {
            return new Unknown(
                    "the API server refuses --admission-control together with its successors",
                    flags.only().source());
        }
        for (Known list : List.of(flags.enable(), flags.disable(), flags.only())) {
            if (!plugins.keySet().containsAll(strings(list))) {
                return new Unknown("the API server refuses a list with a plugin that it does not have", list.source());
            }
        }
        for (String name : enable) {
            if (disable.contains(name)) {
                return new Unknown(
                        "the API server refuses to enable and disable the plugin " + name,
                        flags.disable().source());
            }
        }
        return null;
    }

    private static Admission unknown(Unknown reason) {
        return new Admission(reason, reason, reason, reason, reason, reason, reason, reason, reason, reason);
    }
}
