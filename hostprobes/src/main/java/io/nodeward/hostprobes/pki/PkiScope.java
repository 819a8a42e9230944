package io.nodeward.hostprobes.pki;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which directories hold the cluster's keys, told from the files that are named, and which are too wide to be walked. */
final class PkiScope {

    /** Directories that serve many purposes. All that lie above them do as well. */
    private static final List<String> WIDE = List.of(
            "/bin",
            "/boot",
            "/dev",
            "/etc/default",
            "/etc/docker",
            "/etc/kubernetes",
            "/etc/pki/ca-trust",
            "/etc/pki/tls/certs",
            "/etc/rancher",
            "/etc/ssl/certs",
            "/etc/systemd/system",
            "/home",
            "/lib",
            "/lib64",
            "/media",
            "/mnt",
            "/opt/cni/bin",
            "/proc",
            "/root/.kube",
            "/run/containerd",
            "/run/secrets",
            "/sbin",
            "/srv",
            "/sys",
            "/tmp",
            "/usr/bin",
            "/usr/lib",
            "/usr/local/bin",
            "/usr/local/share/ca-certificates",
            "/usr/sbin",
            "/usr/share/ca-certificates",
            "/var/cache",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker",
            "/var/lib/etcd",
            "/var/lib/kubelet",
            "/var/lib/rancher/k3s/agent",
            "/var/lib/rancher/k3s/data",
            "/var/lib/rancher/k3s/server",
            "/var/lib/rancher/rke2/agent",
            "/var/lib/rancher/rke2/server",
            "/var/log",
            "/var/run",
            "/var/snap/microk8s/current",
            "/var/snap/microk8s/common",
            "/var/tmp");

    private PkiScope() {}

    /** Whether a directory is never walked as a whole, however a file in it is named. */
    static boolean wide(String directory) {
        if (directory.equals("/")) {
            return true;
        }
        for (String wide : WIDE) {
            if (wide.equals(directory) || below(wide, directory)) {
                return true;
            }
        }
        // a user's home
        return directory.startsWith("/home/") && directory.indexOf('/', "/home/".length()) < 0;
    }

    static Pki.Scope of(Collection<String> namedFiles) {
        TreeSet<String> directories = new TreeSet<>();
        TreeSet<String> files = new TreeSet<>();
        for (String named : namedFiles) {
            if (!named.startsWith("/")) {
                continue;
            }
            String file = normal(named);
            int slash = file.lastIndexOf('/');
            String directory = slash == 0 ? "/" : file.substring(0, slash);
            if (wide(directory)) {
                files.add(file);
            } else {
                directories.add(directory);
            }
        }
        List<String> topmost = new ArrayList<>();
        for (String directory : directories) {
            if (!belowAny(directory, directories)) {
                topmost.add(directory);
            }
        }
        return new Pki.Scope(topmost, List.copyOf(files));
    }

    private static boolean belowAny(String directory, Set<String> others) {
        for (int slash = directory.lastIndexOf('/'); slash > 0; slash = directory.lastIndexOf('/', slash - 1)) {
            if (others.contains(directory.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    private static boolean below(String path, String directory) {
        return path.startsWith(directory)
                && path.length() > directory.length()
                && path.charAt(directory.length()) == '/';
    }

    private static String normal(String path) {
        Deque<String> done = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                done.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                done.addLast(name);
            }
        }
        return "/" + String.join("/", done);
    }
}
