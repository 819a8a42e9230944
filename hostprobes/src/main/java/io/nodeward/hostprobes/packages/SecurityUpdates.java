package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Security updates that wait, type SecurityUpdates: installed packages of which apt's own lists of the security archives of
 * Debian and Ubuntu have a newer version. What came out since apt fetched its lists nobody can know from files: where they
 * are older than a week, nothing is said to be up to date.
 */
public final class SecurityUpdates {

    private static final String LISTS = "/var/lib/apt/lists";
    /** What changes when apt fetches lists; the lists themselves bear the server's times. */
    private static final List<String> STAMPS =
            List.of("/var/lib/apt/periodic/update-success-stamp", LISTS + "/partial", LISTS);

    private static final int ENTRIES = 10_000;
    private static final int MOST = 2000;

    /** As long as Debian's security archive says that its own lists hold. */
    private static final Duration VALID = Duration.ofDays(7);

    private static final List<String> COMPRESSED = List.of(".lz4", ".gz", ".xz", ".bz2", ".zst", ".lzma");

    /** Packages by which most break-ins come: what listens, what runs containers, what gives privileges. */
    private static final List<String> EXPOSED = List.of(
            "containerd",
            "containerd.io",
            "runc",
            "crun",
            "cri-o",
            "cri-tools",
            "docker.io",
            "docker-ce",
            "podman",
            "conmon",
            "kubelet",
            "kubeadm",
            "openssh-server",
            "openssl",
            "sudo",
            "libc6",
            "libc-bin",
            "systemd",
            "polkitd",
            "policykit-1",
            "login",
            "passwd",
            "util-linux",
            "mount",
            "apparmor");

    private static final List<String> EXPOSED_PREFIXES =
            List.of("linux-image-", "libssl", "libpam", "libsystemd", "libgnutls", "libkrb5", "libseccomp");

    private SecurityUpdates() {}

    /** @param now when this is asked */
    public static Group read(HostRoot root, Installed installed, Instant now) {
        Group.Builder facts = Group.builder();
        if (!installed.manager().equals("dpkg")) {
            Unknown why = new Unknown("is read of apt's lists only", LISTS, true);
            return facts.put("archives", why).put("pending", why).build();
        }
        Read<List<String>> listed = root.list(LISTS, ENTRIES);
        if (listed instanceof Read.Failed<List<String>> failed) {
            return facts.put("archives", failed.unknown())
                    .put("pending", failed.unknown())
                    .build();
        }
        List<String> names = listed instanceof Read.Found<List<String>>(List<String> found) ? found : List.of();
        Known fetched = fetched(root);
        if (fetched != null) {
            facts.put("fetched", fetched);
        }
        List<String> archives = new ArrayList<>();
        boolean any = false;
        List<Many.Item> items = new ArrayList<>();
        Map<String, String[]> newest = new TreeMap<>();
        for (String name : names) {
            String plain = plain(name);
            if (!plain.endsWith("_Packages")) {
                continue;
            }
            any = true;
            if (!security(plain)) {
                continue;
            }
            archives.add(name);
            String path = LISTS + "/" + name;
            if (!plain.equals(name)) {
                // what this version cannot read is no fault of the host
                items.add(new Many.Item(path, new Unknown("is compressed, which nodeward does not read", path, true)));
            } else if (PackageList.read(root, path, installed.versions().keySet())
                    instanceof Read.Found<Map<String, String>>(Map<String, String> versions)) {
                newer(versions, newest, path);
            } else {
                items.add(new Many.Item(path, new Unknown("cannot be read as a list of packages", path)));
            }
        }
        if (!any) {
            Unknown none = new Unknown("holds no lists of packages", LISTS, !root.live());
            return facts.put("archives", none).put("pending", none).build();
        }
        facts.put("archives", archives, LISTS);
        pending(installed, newest, items);
        Unknown stale = archives.isEmpty()
                ? new Unknown("holds no list of a security archive", LISTS)
                : stale(root, fetched, now);
        if (stale != null) {
            items.add(new Many.Item(stale.source(), stale));
        }
        Node all = installed.problem() != null ? installed.problem() : new Many(items, LISTS);
        return facts.put("pending", all).build();
    }

    private static @Nullable Unknown stale(HostRoot root, @Nullable Known fetched, Instant now) {
        if (fetched == null) {
            return new Unknown("does not tell when apt fetched its lists", LISTS, !root.live());
        }
        Instant when = (Instant) fetched.value();
        return Duration.between(when, now).compareTo(VALID) <= 0
                ? null
                : new Unknown(
                        "says that apt fetched its lists on " + when.toString().substring(0, 10)
                                + ", and nothing on the host tells of updates since",
                        fetched.source(),
                        !root.live());
    }

    private static void pending(Installed installed, Map<String, String[]> newest, List<Many.Item> items) {
        int count = 0;
        for (Map.Entry<String, String[]> each : newest.entrySet()) {
            String name = each.getKey();
            String have = installed.versions().getOrDefault(name, "");
            String there = each.getValue()[0];
            if (have.isEmpty() || DebVersion.compare(have, there) >= 0) {
                continue;
            }
            String source = each.getValue()[1] + ": Package: " + name;
            if (++count > MOST) {
                items.add(new Many.Item(source, new Unknown("is one of more than " + MOST + " updates", source)));
                return;
            }
            items.add(new Many.Item(
                    name,
                    Group.builder()
                            .put("name", name, source)
                            .put("installed", have, installed.source())
                            .put("available", there, source)
                            .put("exposed", exposed(name), source)
                            .build()));
        }
    }

    private static boolean exposed(String name) {
        for (String prefix : EXPOSED_PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return EXPOSED.contains(name);
    }

    private static void newer(Map<String, String> versions, Map<String, String[]> newest, String path) {
        for (Map.Entry<String, String> each : versions.entrySet()) {
            String[] known = newest.get(each.getKey());
            if (known == null || DebVersion.compare(known[0], each.getValue()) < 0) {
                newest.put(each.getKey(), new String[] {each.getValue(), path});
            }
        }
    }

    private static @Nullable Known fetched(HostRoot root) {
        Known fetched = null;
        for (String path : STAMPS) {
            if (root.stat(path) instanceof Read.Found<Stat>(Stat stat)
                    && (fetched == null || stat.modified().isAfter((Instant) fetched.value()))) {
                fetched = new Known(stat.modified(), path);
            }
        }
        return fetched;
    }

    /** The name without what says how the file is compressed. */
    private static String plain(String name) {
        for (String suffix : COMPRESSED) {
            if (name.endsWith(suffix)) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }

    /**
     * Whether a list is a security archive's, by the name that apt makes of its address:
     * {@code deb.debian.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages}, before Debian 11
     * {@code security.debian.org_dists_buster_updates_main_…}, {@code security.ubuntu.com_ubuntu_dists_noble-security_main_…}.
     */
    static boolean security(String name) {
        int dists = name.indexOf("_dists_");
        if (dists < 0) {
            return false;
        }
        String suite = name.substring(dists + "_dists_".length());
        int end = suite.indexOf('_');
        if (end < 0) {
            return false;
        }
        return suite.substring(0, end).endsWith("-security")
                || (suite.startsWith("_updates_", end)
                        && name.substring(0, dists).contains("security"));
    }
}
