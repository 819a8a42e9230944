package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kubeconfig files, as facts of type Kubeconfig. That a key or token stands in one is a fact; the secret is not. Safe for
 * any thread. Nothing that stands in a file makes it throw.
 */
public final class Kubeconfigs {

    private static final int LIMIT = 2 << 20;

    /** Names of what stands in the file, which are unknown together. */
    private static final List<String> CONTENT =
            List.of("servers", "insecure", "holds_key", "holds_token", "executes", "groups");

    private final HostRoot root;
    private final Accounts accounts;
    private final Certificates certificates;
    /** One file stands behind several flags, and reading YAML is most of the work. */
    private final Map<String, Read<KubeconfigReader>> contents = new ConcurrentHashMap<>();

    /** Embedded certificates by their text. */
    private final Map<String, List<CertificateFile.Entry>> decoded = new ConcurrentHashMap<>();

    /** @param certificates reads those that a kubeconfig names */
    public Kubeconfigs(HostRoot root, Accounts accounts, Certificates certificates) {
        this.root = root;
        this.accounts = accounts;
        this.certificates = certificates;
    }

    /**
     * One kubeconfig.
     *
     * @param path the file; empty when none is configured
     * @param role what names it: a word of the type's own list
     */
    public Group of(String path, String role) {
        return of(new Found<>(path), role);
    }

    /** As {@link #of(String, String)}, with a place as a path map gives it. */
    public Group of(Read<String> place, String role) {
        if (place instanceof Found<String>(String path)) {
            return path.isEmpty() ? absent("", "no kubeconfig is configured", "configuration", role) : at(path, role);
        }
        if (place instanceof Failed<String> failed) {
            Unknown unknown = failed.unknown();
            return without(unknown, unknown, unknown, new Known(role, failed.path()));
        }
        return gone(((Absent<String>) place).path(), role);
    }

    /** Files of client keys that a kubeconfig names, as they are written there; none when it is not configured. */
    public Read<List<String>> keyFiles(Read<String> place) {
        if (!(place instanceof Found<String>(String path))) {
            return place.map(_ -> List.of());
        }
        return path.isEmpty() ? new Found<>(List.of()) : content(path).map(reader -> List.copyOf(reader.keyFiles()));
    }

    /** The administrators' kubeconfigs that kubeadm leaves in a directory, without those that are certainly not there. */
    public List<String> administrators(String directory) {
        return present(List.of(directory + "/admin.conf", directory + "/super-admin.conf"));
    }

    /** {@code ~/.kube/config} of root and ordinary users, without those that are certainly not there. */
    public List<String> homes() {
        Set<String> paths = new LinkedHashSet<>();
        for (Accounts.Account person : accounts.people()) {
            String home = person.home();
            paths.add((home.equals("/") ? "" : home) + "/.kube/config");
        }
        return present(List.copyOf(paths));
    }

    /** What the usual file name says that a kubeconfig is for. */
    public static String role(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return switch (name) {
            case "admin.conf" -> "admin";
            case "super-admin.conf" -> "super-admin";
            case "kubelet.conf", "kubelet.kubeconfig", "kubelet-kubeconfig" -> "kubelet";
            case "bootstrap-kubelet.conf" -> "kubelet-bootstrap";
            case "controller-manager.conf", "controller.kubeconfig", "kube-controller-manager.kubeconfig" ->
                "kube-controller-manager";
            case "scheduler.conf", "scheduler.kubeconfig", "kube-scheduler.kubeconfig" -> "kube-scheduler";
            case "kube-proxy.conf", "kubeproxy.kubeconfig", "kube-proxy.kubeconfig" -> "kube-proxy";
            default -> "other";
        };
    }

    private List<String> present(List<String> paths) {
        List<String> present = new ArrayList<>();
        for (String path : paths) {
            if (!(root.seen(path) instanceof Absent<Stat>)) {
                present.add(path);
            }
        }
        return present;
    }

    private Group at(String path, String role) {
        Read<Stat> read = root.seen(path);
        if (read instanceof Found<Stat>(Stat stat)) {
            return found(path, stat, role);
        }
        if (read instanceof Failed<Stat> failed) {
            Unknown unknown = failed.unknown();
            return without(new Known(path, path), unknown, unknown, new Known(role, path));
        }
        return gone(path, role);
    }

    private static Group gone(String path, String role) {
        return absent(path, "the file does not exist", path, role);
    }

    private Group found(String named, Stat stat, String role) {
        String source = FileFacts.source(named, stat);
        Group.Builder group = Group.builder()
                .put("path", stat.path(), source)
                .put("exists", true, source)
                .put("mode", stat.octal(), source)
                .put("owner", accounts.owner(stat), source)
                .put("role", role, source);
        Read<KubeconfigReader> read = content(named);
        if (read instanceof Found<KubeconfigReader>(KubeconfigReader content)) {
            group.put("servers", List.copyOf(content.servers()), source)
                    .put("insecure", content.insecure(), source)
                    .put("holds_key", content.key(), source)
                    .put("holds_token", content.token(), source)
                    .put("executes", List.copyOf(content.commands()), source)
                    .put("groups", groups(named, content, source));
        } else if (read instanceof Failed<KubeconfigReader> failed) {
            unknown(group, new Unknown(failed.reason(), source));
        } else {
            unknown(group, new Unknown("changed while it was being read", source));
        }
        return group.build();
    }

    private static void unknown(Group.Builder group, Unknown unknown) {
        for (String name : CONTENT) {
            group.put(name, unknown);
        }
    }

    private static Group absent(String path, String why, String source, String role) {
        return without(
                new Known(path, source),
                new Known(false, source),
                new Unknown(why, source, true),
                new Known(role, source));
    }

    private static Group without(Node path, Node exists, Unknown rest, Node role) {
        Group.Builder group = Group.builder()
                .put("path", path)
                .put("exists", exists)
                .put("mode", rest)
                .put("owner", rest)
                .put("role", role);
        unknown(group, rest);
        return group.build();
    }

    /** What reads the certificates that kubeconfigs name. */
    Certificates certificates() {
        return certificates;
    }

    /** Reads a file now, for those who will ask for it later. */
    public void ahead(String path) {
        var _ = content(path);
    }

    Read<KubeconfigReader> content(String path) {
        Read<KubeconfigReader> known = contents.get(path);
        if (known == null) {
            known = read(path);
            contents.put(path, known);
        }
        return known;
    }

    private Read<KubeconfigReader> read(String path) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Found<byte[]>(byte[] file)) {
            return parse(path, file);
        }
        return read instanceof Failed<byte[]> failed ? new Failed<>(path, failed.reason()) : new Absent<>(path);
    }

    private Read<KubeconfigReader> parse(String path, byte[] file) {
        try {
            KubeconfigReader reader =
                    KubeconfigReader.read(YamlReader.all(new String(file, StandardCharsets.UTF_8)), decoded);
            return reader.malformed() ? new Failed<>(path, "is not a kubeconfig") : new Found<>(reader);
        } catch (YamlSyntaxException e) {
            return new Failed<>(path, "cannot be parsed: " + e.getMessage());
        } finally {
            Arrays.fill(file, (byte) 0);
        }
    }

    /** Groups of all client certificates; unknown as soon as one of them is. */
    private Node groups(String path, KubeconfigReader content, String source) {
        Set<String> groups = new LinkedHashSet<>();
        for (Embedded embedded : content.certificates()) {
            if (embedded.client()) {
                String place = path + ":" + embedded.line();
                Node problem = add(groups, new Found<>(embedded.entries()), place);
                if (problem instanceof Unknown) {
                    return problem;
                }
            }
        }
        for (String file : content.certificateFiles()) {
            String place = relative(path, file);
            Node problem = add(groups, certificates.entries(place), place);
            if (problem instanceof Unknown) {
                return problem;
            }
        }
        return new Known(List.copyOf(groups), source);
    }

    /** Only the first certificate of a chain says who the client is. */
    private static Node add(Set<String> groups, Read<List<CertificateFile.Entry>> read, String source) {
        if (read instanceof Failed<List<CertificateFile.Entry>> failed) {
            return failed.unknown();
        }
        if (!(read instanceof Found<List<CertificateFile.Entry>>(List<CertificateFile.Entry> entries))) {
            return new Unknown("the file of its client certificate does not exist", source);
        }
        if (entries.isEmpty()) {
            return new Unknown("holds no certificate", source);
        }
        X509 certificate = entries.getFirst().certificate();
        if (certificate == null) {
            return new Unknown(entries.getFirst().problem(), source);
        }
        groups.addAll(certificate.subject().organizations());
        return new Known(true, source);
    }

    /** client-go takes paths in a kubeconfig as relative to the directory of that file. */
    private static String relative(String kubeconfig, String file) {
        return file.startsWith("/") ? file : kubeconfig.substring(0, kubeconfig.lastIndexOf('/') + 1) + file;
    }

    /** Facts of the certificates that stand in a kubeconfig itself, damaged ones among them. */
    static List<Many.Item> embedded(String path, KubeconfigReader content) {
        List<Many.Item> items = new ArrayList<>();
        for (Embedded embedded : content.certificates()) {
            for (CertificateFile.Entry entry : embedded.entries()) {
                items.add(Certificates.item(path, path + ":" + embedded.line(), entry));
            }
        }
        return items;
    }

    /** Files of client certificates that a kubeconfig names. */
    static List<String> named(String path, KubeconfigReader content) {
        List<String> files = new ArrayList<>();
        for (String file : content.certificateFiles()) {
            files.add(relative(path, file));
        }
        return files;
    }
}
