package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.confinement.LoadedProfiles.Profile;
import io.nodeward.hostprobes.confinement.PolicyFiles.Policy;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * AppArmor on this host, type AppArmor (kernel doc admin-guide/LSM/apparmor, apparmor(7)): whether it is on now and at the
 * next boot, what is loaded, and what lies on disk.
 */
public final class AppArmor {

    private static final String ENABLED = "/sys/module/apparmor/parameters/enabled";
    private static final String ORDER = "/sys/kernel/security/lsm";
    private static final String NAME = "apparmor";
    private static final int SMALL = 4 << 10;

    private final HostRoot root;
    private final Node present;
    private final Node enabled;
    private final LoadedProfiles loaded;
    private final Read<List<Profile>> profiles;
    private final Read<PolicyFiles.Found> files;

    private AppArmor(HostRoot root) {
        this.root = root;
        Read<String> parameter = root.text(ENABLED, SMALL);
        this.present = present(root, parameter);
        this.enabled = enabled(root, parameter, present);
        this.loaded = new LoadedProfiles(root);
        this.profiles = on() ? loaded.list() : new Read.Absent<>(LoadedProfiles.LIST);
        this.files = PolicyFiles.read(root);
    }

    /** Reads what processes have no part in. */
    public static AppArmor read(HostRoot root) {
        return new AppArmor(root);
    }

    /** Whether it is certainly on. */
    public boolean on() {
        return enabled instanceof Known known && Boolean.TRUE.equals(known.value());
    }

    /** Whether it is certainly off, so that the absence of a label says nothing else. */
    public boolean off() {
        return enabled instanceof Known known && Boolean.FALSE.equals(known.value());
    }

    /** All facts. */
    public Group facts() {
        Node loadedProfiles = loadedFacts();
        return Group.builder()
                .put("present", present)
                .put("enabled", enabled)
                .put("boot", boot())
                .put("profiles", loadedProfiles)
                .put("compared", compared(loadedProfiles))
                .put("policies", policyFacts())
                .put("crackarmor", present(false) ? new Known("mended", ENABLED) : CrackArmor.read(root))
                .build();
    }

    LoadedProfiles loaded() {
        return loaded;
    }

    Read<List<Profile>> profiles() {
        return profiles;
    }

    private boolean present(boolean value) {
        return present instanceof Known known && known.value().equals(value);
    }

    private static Node present(HostRoot root, Read<String> parameter) {
        if (parameter instanceof Read.Found) {
            return new Known(true, ENABLED);
        }
        if (parameter instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.stat("/sys/kernel") instanceof Read.Found
                ? new Known(false, ENABLED + " does not exist")
                : new Unknown("only a running host can tell", ENABLED, true);
    }

    private static Node enabled(HostRoot root, Read<String> parameter, Node present) {
        if (!(parameter instanceof Read.Found<String>(String value))) {
            return present;
        }
        if (!value.strip().equals("Y")) {
            return new Known(false, ENABLED);
        }
        if (root.text(ORDER, SMALL) instanceof Read.Found<String>(String order)
                && !("," + order.strip() + ",").contains("," + NAME + ",")) {
            return new Known(false, ORDER);
        }
        return new Known(true, ENABLED);
    }

    /** The line of the running kernel, and those that boot loaders keep. */
    private Many boot() {
        List<KernelLine> lines = new ArrayList<>(BootLines.kept(root));
        KernelLine running = BootLines.running(root);
        if (running != null) {
            lines.addFirst(running);
        }
        Kconfig config = lines.isEmpty() ? null : Kconfig.find(root);
        List<Many.Item> items = new ArrayList<>();
        for (KernelLine line : lines) {
            LsmOrder.Decision decision = LsmOrder.decide(NAME, line, config);
            Boolean on = decision.on();
            Node node;
            if (on != null) {
                node = new Known(on, decision.why());
            } else if (running != null && same(line, running) && (on() || off())) {
                node = new Known(on(), line.source() + ": as the running kernel");
            } else {
                node = new Unknown("nothing on disk tells how the kernel was built", decision.why());
            }
            items.add(new Many.Item(
                    line.source(),
                    Group.builder()
                            .put("source", line.source(), line.source())
                            .put("enabled", node)
                            .build()));
        }
        return new Many(items, "boot loader");
    }

    /** Whether two lines say the same of what is decided here. */
    private static boolean same(KernelLine line, KernelLine other) {
        for (String name : List.of(NAME, "lsm", "security", "selinux")) {
            String value = line.last(name);
            if (value == null ? other.last(name) != null : !value.equals(other.last(name))) {
                return false;
            }
        }
        return true;
    }

    private static Node compared(Node profiles) {
        if (!(profiles instanceof Many many)) {
            return profiles;
        }
        long count = 0;
        for (Many.Item item : many.items()) {
            count += item.node() instanceof Group group && Boolean.TRUE.equals(Values.bool(group.get("compared")))
                    ? 1
                    : 0;
        }
        return new Known(count, many.source());
    }

    private Node loadedFacts() {
        if (!on()) {
            return off() ? new Many(List.of(), Unknowns.source(enabled)) : enabled;
        }
        if (!(profiles instanceof Read.Found<List<Profile>>(List<Profile> list))) {
            return Unknowns.of(profiles, "is not mounted here", !root.live());
        }
        Map<String, Policy> policies = policiesByName();
        PolicyOrigins origins = new PolicyOrigins(root, policies);
        PolicyCache cache = new PolicyCache(root);
        List<Many.Item> items = new ArrayList<>(list.size());
        for (Profile profile : list) {
            String source = profile.source();
            Policy policy = policies.get(profile.name());
            Group.Builder group = Group.builder()
                    .put("name", profile.name(), source)
                    .put("mode", profile.mode(), source)
                    .put("child", profile.child(), source)
                    .put("origin", origins.of(profile));
            Known current = policy == null ? null : current(profile, policy, cache);
            group.put("compared", current != null, current == null ? source : current.source());
            if (current != null) {
                group.put("matches_disk", current);
            }
            items.add(new Many.Item(profile.name(), group.build()));
        }
        return new Many(items, LoadedProfiles.LIST);
    }

    /** Whether what is loaded is what lies on disk; null where one of both is not to be had. */
    private @Nullable Known current(Profile profile, Policy policy, PolicyCache cache) {
        if (policy.forced() || policy.disabled()) {
            return null;
        }
        if (!(loaded.digest(profile) instanceof Read.Found<String>(String digest))) {
            return null;
        }
        List<PolicyCache.Compiled> compiled = cache.of(policy.file(), digest);
        if (compiled.isEmpty()) {
            return null;
        }
        Known differs = null;
        for (PolicyCache.Compiled made : compiled) {
            boolean loadedFromIt = made.digests().contains(digest);
            // the cache bears the time of the newest file that it was made of
            boolean stale = root.stat(policy.path()) instanceof Read.Found<Stat>(Stat stat)
                    && stat.modified().getEpochSecond() > made.made().getEpochSecond()
                    && !(loadedFromIt && loaded.loadedSince(profile, stat.modified()));
            if (loadedFromIt && !stale) {
                return new Known(true, made.path());
            }
            // of a file that changed and was loaded without the cache nothing compiled is there to compare
            if (loadedFromIt) {
                differs = new Known(false, policy.path() + " is newer than " + made.path());
            } else if (!stale && differs == null) {
                differs = new Known(false, made.path() + " is another policy than the loaded one");
            }
        }
        return differs;
    }

    private Map<String, Policy> policiesByName() {
        Map<String, Policy> names = new HashMap<>();
        if (files instanceof Read.Found<PolicyFiles.Found>(PolicyFiles.Found found)) {
            for (Policy policy : found.policies()) {
                names.putIfAbsent(policy.header().name(), policy);
            }
        }
        return names;
    }

    private Node policyFacts() {
        if (!(files instanceof Read.Found<PolicyFiles.Found>(PolicyFiles.Found found))) {
            return files instanceof Read.Failed<PolicyFiles.Found> failed
                    ? failed.unknown()
                    : new Many(List.of(), PolicyFiles.DIRECTORY + " does not exist");
        }
        Map<String, Profile> names = profiles instanceof Read.Found<List<Profile>>(List<Profile> list)
                ? LoadedProfiles.byName(list)
                : Map.of();
        List<Many.Item> items = new ArrayList<>();
        for (Policy policy : found.policies()) {
            items.add(new Many.Item(policy.header().name(), policyFact(policy, names)));
        }
        for (Read.Failed<?> failed : found.unread()) {
            items.add(new Many.Item(failed.path(), failed.unknown()));
        }
        return new Many(items, PolicyFiles.DIRECTORY);
    }

    private Group policyFact(Policy policy, Map<String, Profile> names) {
        String source = policy.source();
        Group.Builder group = Group.builder()
                .put("name", policy.header().name(), source)
                .put("path", policy.path(), source)
                .put("mode", policy.mode(), source)
                .put("disabled", policy.disabled(), PolicyFiles.DIRECTORY + "/disable/" + policy.file())
                .put("forced", policy.forced(), PolicyFiles.DIRECTORY + "/force-complain/" + policy.file());
        if (!policy.named()) {
            return group.build();
        }
        if (profiles instanceof Read.Found) {
            Profile profile = names.get(policy.header().name());
            group.put("loaded", profile != null, profile == null ? LoadedProfiles.LIST : profile.source());
            if (profile != null) {
                group.put("loaded_mode", profile.mode(), profile.source());
            }
        } else if (off()) {
            group.put("loaded", false, Unknowns.source(enabled));
        } else {
            group.put("loaded", on() ? Unknowns.of(profiles, "is not mounted here", !root.live()) : enabled);
        }
        return group.build();
    }
}
