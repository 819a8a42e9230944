package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own packages and whether an upgrade of the whole host leaves them alone, list(KubernetesPackage): by
 * apt-mark hold, by {@code exclude} of dnf and its repositories or dnf versionlock, by a lock of zypper, or by a version in
 * apk's world.
 */
public final class KubernetesPackages {

    /** Those that kubeadm's documentation holds back. */
    private static final List<String> NAMES = List.of("kubelet", "kubeadm", "kubectl");

    private static final String VERSIONLOCK = "/etc/dnf/plugins/versionlock.list";
    private static final String VERSIONLOCK_5 = "/etc/dnf/versionlock.toml";
    private static final String ZYPP = "/etc/zypp/locks";
    private static final String WORLD = "/etc/apk/world";
    private static final int ENTRIES = 1000;
    private static final int LIMIT = 1 << 20;

    private final HostRoot root;
    private final List<String[]> patterns = new ArrayList<>();
    private Read.@Nullable Failed<?> unread;

    private KubernetesPackages(HostRoot root) {
        this.root = root;
    }

    public static Node read(HostRoot root, Installed installed) {
        if (installed.problem() != null) {
            return installed.problem();
        }
        List<Many.Item> items = new ArrayList<>();
        KubernetesPackages settings = null;
        for (String name : NAMES) {
            String version = installed.versions().get(name);
            if (version == null) {
                continue;
            }
            Node held = new Known(installed.held().contains(name), installed.source() + ": Status of " + name);
            if (installed.manager().equals("rpm")) {
                if (settings == null) {
                    settings = new KubernetesPackages(root);
                    settings.rpm();
                }
                held = settings.held(name);
            } else if (installed.manager().equals("apk")) {
                held = pinned(root, name);
            }
            String source = installed.source() + ": package " + name;
            items.add(new Many.Item(
                    name,
                    Group.builder()
                            .put("name", name, source)
                            .put("version", version, source)
                            .put("held", held)
                            .build()));
        }
        return new Many(items, installed.source());
    }

    /** apk upgrade leaves a package at the version that its world file names: {@code kubelet=1.31.2-r0}, {@code kubelet~1.31}. */
    private static Node pinned(HostRoot root, String name) {
        Read<String> world = root.text(WORLD, LIMIT);
        if (world instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (world instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                if (line.text().startsWith(name)
                        && line.text().length() > name.length()
                        && "=<~".indexOf(line.text().charAt(name.length())) >= 0) {
                    return new Known(true, WORLD + ":" + line.number());
                }
            }
        }
        return new Known(false, WORLD);
    }

    private Node held(String name) {
        for (String[] pattern : patterns) {
            if (Globs.matches(name, pattern[0])) {
                return new Known(true, pattern[1]);
            }
        }
        return unread == null ? new Known(false, "/etc/yum.repos.d") : unread.unknown();
    }

    private void rpm() {
        settings("/etc/dnf/dnf.conf");
        settings("/etc/yum.conf");
        Read<List<String>> listed = root.list("/etc/yum.repos.d", ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith(".repo")) {
                    settings("/etc/yum.repos.d/" + name);
                }
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            unread = failed;
        }
        for (Lines.Line line : lines(VERSIONLOCK)) {
            // kubelet-0:1.31.2-150500.1.1.*, the name up to what a version begins with
            patterns.add(new String[] {packageName(line.text()), VERSIONLOCK + ":" + line.number()});
        }
        for (Lines.Line line : lines(VERSIONLOCK_5)) {
            value(line, "name", VERSIONLOCK_5);
        }
        for (Lines.Line line : lines(ZYPP)) {
            if (line.text().startsWith("solvable_name:")) {
                patterns.add(new String[] {
                    line.text().substring("solvable_name:".length()).strip(), ZYPP + ":" + line.number()
                });
            }
        }
    }

    private void value(Lines.Line line, String key, String path) {
        int equals = line.text().indexOf('=');
        if (equals > 0 && line.text().substring(0, equals).strip().equals(key)) {
            String value = line.text().substring(equals + 1).strip();
            patterns.add(new String[] {value.replace("\"", ""), path + ":" + line.number()});
        }
    }

    /** The part of {@code name-epoch:version-release.arch} before the dash that a digit follows. */
    static String packageName(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            if (text.charAt(i) == '-' && Character.isDigit(text.charAt(i + 1))) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private void settings(String path) {
        for (Lines.Line line : lines(path)) {
            int equals = line.text().indexOf('=');
            String key =
                    equals < 0 ? "" : line.text().substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (key.equals("exclude") || key.equals("excludepkgs")) {
                for (String pattern : Lines.cut(line.text().substring(equals + 1), " ,\t")) {
                    patterns.add(new String[] {pattern, path + ":" + line.number()});
                }
            }
        }
    }

    private List<Lines.Line> lines(String path) {
        Read<String> text = root.text(path, LIMIT);
        if (text instanceof Read.Failed<String> failed) {
            unread = failed;
        }
        return text instanceof Read.Found<String>(String found) ? Lines.of(found) : List.of();
    }
}
