package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.confinement.LoadedProfiles.Profile;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Processes of the host that run free though they should not, types list(AppArmorStray) and list(SelinuxDaemon). */
public final class Strays {

    private static final int SMALL = 8 << 10;

    private Strays() {}

    /** A profile and the programs that it is for. */
    private record Attached(Profile profile, String pattern) {}

    /**
     * Programs that have a loaded profile and run without one: they were started before it was loaded, or somebody took
     * it off and on again.
     */
    public static Node apparmor(HostRoot root, ProcessTable table, AppArmor appArmor) {
        if (appArmor.off()) {
            return new Many(List.of(), "AppArmor is off");
        }
        if (!appArmor.on() || !(appArmor.profiles() instanceof Read.Found<List<Profile>>(List<Profile> profiles))) {
            return Unknowns.of(appArmor.profiles(), "only a running host can tell", !root.live());
        }
        List<Attached> attached = new ArrayList<>();
        for (Profile profile : profiles) {
            if (profile.mode().equals("unconfined") || profile.child() || profile.elsewhere()) {
                continue;
            }
            String pattern = profile.name().startsWith("/")
                    ? profile.name()
                    : appArmor.loaded().attachment(profile);
            if (pattern.startsWith("/")) {
                attached.add(new Attached(profile, pattern));
            }
        }
        List<Many.Item> items = new ArrayList<>();
        Map<String, Attached> byPath = new HashMap<>();
        for (HostProcess process : table.processes()) {
            if (!(process.executable() instanceof Read.Found<String>(String path))) {
                continue;
            }
            Attached its = byPath.containsKey(path) ? byPath.get(path) : find(attached, path);
            byPath.put(path, its);
            if (its != null) {
                Many.Item item = stray(root, process, path, its.profile());
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return complete(items, table, "processes");
    }

    private static @Nullable Attached find(List<Attached> attached, String path) {
        for (Attached one : attached) {
            if (Aare.matches(one.pattern(), path)) {
                return one;
            }
        }
        return null;
    }

    private static Many.@Nullable Item stray(HostRoot root, HostProcess process, String path, Profile profile) {
        Read<String> label = label(root, process);
        String source = process.path("attr/current");
        if (label instanceof Read.Failed<String> failed) {
            return new Many.Item("pid " + process.pid(), failed.unknown());
        }
        if (label instanceof Read.Absent<String> && !root.live()) {
            return new Many.Item("pid " + process.pid(), new Unknown("only a running host can tell", source, true));
        }
        if (!(label instanceof Read.Found<String>(String text)) || !text.equals("unconfined") || contained(process)) {
            return null;
        }
        return new Many.Item(
                "pid " + process.pid(),
                Group.builder()
                        .put("pid", (long) process.pid(), source)
                        .put("program", path, process.path("exe"))
                        .put("profile", profile.name(), profile.source())
                        .build());
    }

    private static Read<String> label(HostRoot root, HostProcess process) {
        Read<String> own = root.text(process.path("attr/apparmor/current"), SMALL);
        return (own instanceof Read.Absent<String> ? root.text(process.path("attr/current"), SMALL) : own)
                .map(Strays::trimmed);
    }

    private static String trimmed(String text) {
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private static boolean contained(HostProcess process) {
        Placement.Kind kind = process.placement().kind();
        return kind == Placement.Kind.POD || kind == Placement.Kind.STATIC_POD || kind == Placement.Kind.CONTAINER;
    }

    /** Daemons without a type of their own: started from a place or under a name that the policy does not know. */
    public static Node selinux(HostRoot root, ProcessTable table, Selinux selinux) {
        List<Many.Item> items = new ArrayList<>();
        if (!selinux.on()) {
            return new Many(items, "SELinux is off");
        }
        for (HostProcess process : table.processes()) {
            Read<String> read = root.text(process.path("attr/current"), SMALL);
            String source = process.path("attr/current");
            if (read instanceof Read.Failed<String> failed) {
                items.add(new Many.Item("pid " + process.pid(), failed.unknown()));
            } else if (read instanceof Read.Found<String>(String text)) {
                String type = type(trimmed(text));
                if (unconfined(type, process) && process.placement().kind() == Placement.Kind.SERVICE) {
                    items.add(new Many.Item(
                            "pid " + process.pid(),
                            Group.builder()
                                    .put("pid", (long) process.pid(), source)
                                    .put("program", process.program(), process.path("exe"))
                                    .put("type", type, source)
                                    .build()));
                }
            }
        }
        return complete(items, table, "processes of services");
    }

    /** systemd itself and its helpers are at home in init_t. */
    private static boolean unconfined(String type, HostProcess process) {
        return switch (type) {
            case "unconfined_service_t", "initrc_t", "unconfined_t" -> true;
            case "init_t" ->
                process.pid() != 1
                        && !process.program().startsWith("systemd")
                        && !process.calledAs().equals("(sd-pam)");
            default -> false;
        };
    }

    private static String type(String context) {
        int first = context.indexOf(':');
        int second = context.indexOf(':', first + 1);
        int third = context.indexOf(':', second + 1);
        return first < 0 || second < 0 ? "" : context.substring(second + 1, third < 0 ? context.length() : third);
    }

    private static Many complete(List<Many.Item> items, ProcessTable table, String source) {
        if (table.complete() instanceof Read.Failed<Boolean> failed) {
            items.add(new Many.Item("processes that cannot be seen", failed.unknown()));
        } else if (table.processes().isEmpty()) {
            items.add(new Many.Item("processes", new Unknown("only a running host has processes", "/proc", true)));
        }
        return new Many(items, source);
    }
}
