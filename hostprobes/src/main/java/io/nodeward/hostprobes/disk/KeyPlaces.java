package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/** Directories and files by which whoever writes them becomes root or makes the node do what he likes, type KeyPlaces. */
public final class KeyPlaces {

    private static final String PRELOAD = "/etc/ld.so.preload";
    private static final int LIMIT = 64 << 10;

    /** Without those of which a probe of its own tells more. */
    private static final List<String> PLACES = List.of(
            "/",
            "/boot",
            "/etc",
            "/etc/apparmor.d",
            "/etc/apt",
            "/etc/apt/sources.list.d",
            "/etc/apt/trusted.gpg.d",
            "/etc/audit",
            "/etc/binfmt.d",
            "/etc/dbus-1/system.d",
            "/etc/environment",
            "/etc/fstab",
            "/etc/hosts",
            "/etc/init.d",
            "/etc/kubernetes",
            "/etc/ld.so.cache",
            "/etc/ld.so.conf",
            "/etc/ld.so.conf.d",
            PRELOAD,
            "/etc/logrotate.d",
            "/etc/modprobe.d",
            "/etc/modules-load.d",
            "/etc/nsswitch.conf",
            "/etc/pam.d",
            "/etc/profile",
            "/etc/profile.d",
            "/etc/rc.local",
            "/etc/security",
            "/etc/selinux",
            "/etc/ssl/certs",
            "/etc/sysctl.conf",
            "/etc/sysctl.d",
            "/etc/systemd/system",
            "/etc/tmpfiles.d",
            "/etc/udev/rules.d",
            "/etc/yum.repos.d",
            "/opt",
            "/opt/cni",
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/lib/modules",
            "/usr/lib/systemd/system",
            "/usr/libexec",
            "/usr/libexec/kubernetes/kubelet-plugins/volume/exec",
            "/usr/local",
            "/usr/sbin",
            "/var",
            "/var/lib",
            "/var/lib/kubelet",
            "/var/spool/cron");

    private KeyPlaces() {}

    public static Group read(HostRoot root, FileFacts files) {
        return Group.builder()
                .put("files", files.list(PLACES, "/"))
                .put("preloaded", preloaded(root))
                .build();
    }

    /** Libraries that are loaded into every program, ld.so(8); blanks and colons stand between them. */
    private static Node preloaded(HostRoot root) {
        Read<String> read = root.text(PRELOAD, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        List<String> libraries = new ArrayList<>();
        if (read instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                int comment = line.text().indexOf('#');
                libraries.addAll(
                        Lines.cut(comment < 0 ? line.text() : line.text().substring(0, comment), " \t:"));
            }
        }
        return new Known(libraries, PRELOAD);
    }
}
