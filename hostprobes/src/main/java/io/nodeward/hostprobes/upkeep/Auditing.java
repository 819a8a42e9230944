package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The audit daemon, its settings and its rules, type Auditing. Which rules the kernel has now is not asked: it needs a socket. */
public final class Auditing {

    private static final List<String> PROGRAMS = List.of("/usr/sbin/auditd", "/sbin/auditd", "/usr/bin/auditd");
    private static final String CONFIG = "/etc/audit/auditd.conf";
    private static final int LIMIT = 256 << 10;

    /** A kind, then its paths; those that the host has not are left out. */
    private static final String[] PATHS = {
        "identity /etc/passwd /etc/shadow /etc/group /etc/gshadow /etc/security/opasswd",
        "privileges /etc/sudoers /etc/sudoers.d",
        "access-control /etc/apparmor /etc/apparmor.d /etc/selinux",
        "network /etc/hosts /etc/hostname /etc/network /etc/netplan /etc/sysconfig/network-scripts /etc/NetworkManager",
        "clock /etc/localtime",
        "logins /var/log/lastlog /run/faillock /var/log/faillog",
        "sessions /run/utmp /var/log/wtmp /var/log/btmp",
        "ssh /etc/ssh/sshd_config /etc/ssh/sshd_config.d",
        "units /etc/systemd/system",
        "jobs /etc/crontab /etc/cron.d",
        "kubernetes /etc/kubernetes",
        "kubelet /var/lib/kubelet/config.yaml /var/lib/kubelet/pki /usr/bin/kubelet /etc/systemd/system/kubelet.service.d",
        "cni /etc/cni/net.d /opt/cni/bin",
        "runtime-config /etc/containerd /etc/crio /etc/docker",
        "runtime-programs /usr/bin/containerd /usr/local/bin/containerd /usr/bin/crio /usr/bin/dockerd /usr/bin/runc"
                + " /usr/sbin/runc /usr/local/sbin/runc /usr/bin/crun /usr/bin/containerd-shim-runc-v2",
        "etcd /var/lib/etcd/member"
    };

    private final HostRoot root;
    private final AuditRules rules;

    private Auditing(HostRoot root) {
        this.root = root;
        this.rules = AuditRules.read(root);
    }

    public static Group read(HostRoot root, FileFacts files, UnitStates units, ProcessTable processes) {
        return new Auditing(root).facts(files, units, new Running(processes));
    }

    private Group facts(FileFacts files, UnitStates units, Running running) {
        Lookup lookup = new Lookup(root);
        Unknown gap =
                rules.unread().isEmpty() ? null : rules.unread().getFirst().unknown();
        List<String> paths = new ArrayList<>(rules.files());
        paths.add(CONFIG);
        Node log = setting("log_file", "/var/log/audit/audit.log");
        String logFile = log instanceof Known known ? known.value().toString() : "";
        int slash = logFile.lastIndexOf('/');
        return Group.builder()
                .put("installed", lookup.present(PROGRAMS))
                .put("enabled", Lookup.enabled(units, List.of("auditd.service")))
                .put("running", running.fact(List.of("auditd"), false))
                .put("locked", gap == null ? locked() : gap)
                .put("watched", watched(lookup, gap))
                .put("calls", gap == null ? new Known(List.copyOf(rules.calls()), "/etc/audit/rules.d") : gap)
                .put("when_full", setting("max_log_file_action", "rotate"))
                .put("when_disk_full", setting("disk_full_action", "suspend"))
                .put("when_space_is_low", setting("space_left_action", "syslog"))
                .put("files", files.list(paths, "/etc/audit"))
                .put("log", files.of(logFile))
                .put("log_directory", files.of(slash > 0 ? logFile.substring(0, slash) : ""))
                .build();
    }

    private Node locked() {
        String source = rules.locked();
        return new Known(!source.isEmpty(), source.isEmpty() ? "/etc/audit/rules.d" : source);
    }

    private Node watched(Lookup lookup, @Nullable Unknown gap) {
        List<Many.Item> items = new ArrayList<>();
        for (String row : PATHS) {
            List<String> words = Lines.words(row);
            for (String path : words.subList(1, words.size())) {
                if (!lookup.has(path)) {
                    continue;
                }
                String rule = rules.watching(path);
                Node node = rule == null && gap != null
                        ? gap
                        : new Known(rule != null, rule == null ? "/etc/audit/rules.d" : rule);
                items.add(new Many.Item(
                        path,
                        Group.builder()
                                .put("path", path, path)
                                .put("kind", words.getFirst(), path)
                                .put("watched", node)
                                .build()));
            }
        }
        return new Many(items, "/etc/audit/rules.d");
    }

    /** {@code name = value}, names in any case (auditd.conf(5)); of the value what is compared in lower case. */
    private Node setting(String name, String standard) {
        Read<String> read = root.text(CONFIG, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        Node node = new Known(standard, "default (auditd)");
        if (read instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                int equals = line.text().indexOf('=');
                if (equals > 0 && line.text().substring(0, equals).strip().equalsIgnoreCase(name)) {
                    String value = line.text().substring(equals + 1).strip();
                    boolean path = value.startsWith("/");
                    node = new Known(path ? value : value.toLowerCase(Locale.ROOT), CONFIG + ":" + line.number());
                }
            }
        }
        return node;
    }
}
