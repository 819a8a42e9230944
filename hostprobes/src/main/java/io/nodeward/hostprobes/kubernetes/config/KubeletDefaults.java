package io.nodeward.hostprobes.kubernetes.config;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Leaf;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Member;
import io.nodeward.hostprobes.kubernetes.config.ConfigValue.Members;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Defaults of the kubelet's files that are more than one value for a field that is not set. The plain ones are in the
 * table and are looked up last.
 */
final class KubeletDefaults {

    /** pkg/kubelet/eviction: DefaultEvictionHard on Linux. */
    private static final SortedMap<String, String> EVICTION = new TreeMap<>(Map.of(
            "memory.available", "100Mi",
            "nodefs.available", "10%",
            "nodefs.inodesFree", "5%",
            "imagefs.available", "15%",
            "imagefs.inodesFree", "5%"));

    private static final Duration RESTART_PERIOD = Duration.ofMinutes(5);

    private final ConfigTable table;
    private final Map<String, ConfigValue> values;
    private final String source;

    /** @param values what files have set, by dotted path; is changed */
    KubeletDefaults(ConfigTable table, Map<String, ConfigValue> values) {
        this.table = table;
        this.values = values;
        this.source = FlagValues.defaultSource(table.component(), table.minor());
    }

    /** What SetDefaults_KubeletConfiguration does beyond plain defaults. */
    void afterDecoding() {
        if (!set("nodeStatusReportFrequency") && set("nodeStatusUpdateFrequency")) {
            ConfigValue update = values.get("nodeStatusUpdateFrequency");
            if (update != null) {
                values.put("nodeStatusReportFrequency", update);
            }
        }
        if (!set("serializeImagePulls")
                && values.get("maxParallelImagePulls") instanceof Leaf leaf
                && leaf.value() instanceof Long pulls
                && pulls > 1) {
            values.put("serializeImagePulls", new Leaf(false, leaf.source(), List.of()));
        }
        if (values.get("podPidsLimit") instanceof Leaf leaf && leaf.value() instanceof Long limit && limit < 0) {
            values.put("podPidsLimit", new Leaf(-1L, leaf.source(), leaf.overrode()));
        }
        for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
            ConfigField field = table.field(entry.getKey());
            ConfigValue value = entry.getValue();
            if (field != null && field.zero(value)) {
                ConfigValue fallback = table.undecided(field.path()) ? null : field.defaultValue(source);
                if (fallback != null && !field.zero(fallback)) {
                    List<Overridden> lost = new ArrayList<>();
                    lost.add(new Overridden(field.known(value).value(), value.source()));
                    lost.addAll(value.overrode());
                    entry.setValue(fallback.with(lost));
                }
            }
        }
    }

    private boolean set(String path) {
        ConfigField field = table.field(path);
        ConfigValue value = values.get(path);
        return field != null && value != null && !field.zero(value);
    }

    /** What loadConfigFile in cmd/kubelet/app/server.go does to the main file. */
    void afterLoading() {
        ConfigValue given = values.get("evictionHard");
        boolean merge =
                values.get("mergeDefaultEvictionSettings") instanceof Leaf leaf && Boolean.TRUE.equals(leaf.value());
        if (given != null && !merge) {
            return;
        }
        Map<String, ConfigValue> all = new LinkedHashMap<>();
        EVICTION.forEach((name, value) -> all.put(name, new Leaf(value, source, List.of())));
        if (given instanceof Members members) {
            for (Member member : members.members()) {
                all.put(member.name(), member.value());
            }
        }
        List<Member> members = new ArrayList<>();
        all.forEach((name, value) -> members.add(new Member(name, value)));
        values.put("evictionHard", new Members(members, given == null ? source : given.source(), List.of()));
    }

    /**
     * The default of a field in a file; null when it stays unset. Two fields have one only where a gate is on.
     *
     * @param gates those that are set
     */
    static @Nullable ConfigValue of(ConfigField field, String source, int minor, Supplier<Node> gates) {
        String gate = switch (field.path()) {
            case "crashLoopBackOff.maxContainerRestartPeriod" -> "KubeletCrashLoopBackOffMax";
            case "imagePullCredentialsVerificationPolicy" -> "KubeletEnsureSecretPulledImages";
            default -> "";
        };
        Boolean on = gate.isEmpty() ? null : Values.bool(new FeatureGates(gates.get(), "kubelet", minor).value(gate));
        if (on == null) {
            return field.defaultValue(source);
        }
        if (field.pointer()) {
            return on ? new Leaf(RESTART_PERIOD, source, List.of()) : null;
        }
        return new Leaf(on ? "NeverVerifyPreloadedImages" : "", source, List.of());
    }

    /** As {@link #of}, with the gates that these files and the flags set. */
    @Nullable ConfigValue plain(ConfigField field, FlagValues flags) {
        return of(field, source, table.minor(), () -> {
            Map<String, Object> all = new LinkedHashMap<>();
            if (values.get("featureGates") instanceof Members members) {
                for (Member member : members.members()) {
                    all.put(member.name(), member.value().plain());
                }
            }
            if (flags.givenValue("feature-gates") instanceof Known known && known.value() instanceof Map<?, ?> set) {
                set.forEach((name, value) -> all.put(name.toString(), value));
            }
            return new Known(all, source);
        });
    }
}
