package io.nodeward.hostprobes.kubernetes.controlplane;

import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.row;
import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.unknown;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which components a host has: processes, manifests and units, each matched with what belongs to it. */
class InstancesTest {

    private static final String IMAGE = "registry.k8s.io/kube-scheduler:v1.36.3";
    private static final String PROGRAM = "kube-scheduler";
    private static final String UNIT = "/etc/systemd/system/kube-scheduler.service";
    private static final String MANIFEST = NodeTree.MANIFESTS + "/kube-scheduler.yaml";

    static Stream<Expectation> rows() {
        return Stream.of(
                row("nothing at all", node -> {}, "schedulers", List.of())
                        .from("processes, /etc/kubernetes/manifests, kube-scheduler.service"),
                unknown("nothing seen of what may be hidden", NodeTree::hidden, "schedulers", "hidepid"),
                row(
                        "a manifest though processes are hidden",
                        node -> node.hidden().manifest(PROGRAM, IMAGE),
                        "schedulers",
                        List.of(MANIFEST)),
                unknown(
                        "which may run",
                        node -> node.hidden().manifest(PROGRAM, IMAGE),
                        "schedulers.0.running",
                        "hidepid"),
                row("a manifest alone", node -> node.manifest(PROGRAM, IMAGE), "schedulers", List.of(MANIFEST)),
                row("does not run", node -> node.manifest(PROGRAM, IMAGE), "schedulers.0.running", false),
                row("has no process id", node -> node.manifest(PROGRAM, IMAGE), "schedulers.0.pid", 0),
                row(
                                "its flags",
                                node -> node.manifest(PROGRAM, IMAGE, "--profiling=false"),
                                "schedulers.0.flag.profiling",
                                false)
                        .from(MANIFEST + ":12: --profiling=false"),
                row(
                        "a process with its manifest",
                        node -> node.manifest(PROGRAM, IMAGE).pod(17, PROGRAM),
                        "schedulers",
                        List.of("pid 17")),
                row("runs", node -> node.manifest(PROGRAM, IMAGE).pod(17, PROGRAM), "schedulers.0.running", true)
                        .from("/proc/17"),
                row(
                        "the manifest is a file",
                        node -> node.manifest(PROGRAM, IMAGE).pod(17, PROGRAM),
                        "schedulers.0.manifest.path",
                        MANIFEST),
                row(
                        "a backup with the same name wins by its own",
                        node -> node.manifest(PROGRAM, IMAGE, "--profiling=false")
                                .file(MANIFEST + ".bak", NodeTree.manifestText(PROGRAM, PROGRAM, IMAGE, "")),
                        "schedulers",
                        List.of(MANIFEST + ".bak")),
                row(
                        "two pods of different names",
                        node -> node.manifest(PROGRAM, IMAGE)
                                .file(
                                        NodeTree.MANIFESTS + "/second.yaml",
                                        NodeTree.manifestText("second", PROGRAM, IMAGE, "")),
                        "schedulers",
                        List.of(MANIFEST, NodeTree.MANIFESTS + "/second.yaml")),
                row(
                        "each process has the manifest of its arguments",
                        node -> node.manifest(PROGRAM, IMAGE, "--v=1")
                                .file(
                                        NodeTree.MANIFESTS + "/b.yaml",
                                        NodeTree.manifestText("b", PROGRAM, IMAGE, "", "--v=2"))
                                .pod(17, PROGRAM, "--v=1")
                                .pod(18, PROGRAM, "--v=2"),
                        "schedulers.1.manifest.path",
                        NodeTree.MANIFESTS + "/b.yaml"),
                row(
                        "hidden files are no manifests",
                        node -> node.file(
                                NodeTree.MANIFESTS + "/.x.yaml", NodeTree.manifestText("x", PROGRAM, IMAGE, "")),
                        "schedulers",
                        List.of()),
                row(
                        "two API servers stay apart",
                        node -> node.pod(21, "kube-apiserver", "--profiling=false")
                                .pod(22, "kube-apiserver"),
                        "apiservers",
                        List.of("pid 21", "pid 22")),
                row(
                        "with their own flags",
                        node -> node.pod(21, "kube-apiserver", "--profiling=false")
                                .pod(22, "kube-apiserver"),
                        "apiservers.1.flag.profiling",
                        true),
                unknown(
                        "a static pod without its manifest",
                        node -> node.pod(17, PROGRAM),
                        "schedulers.0.next_flag",
                        "manifest was not found"),
                unknown(
                        "nor can the file be told",
                        node -> node.pod(17, PROGRAM),
                        "schedulers.0.manifest.path",
                        "manifest was not found"),
                unknown(
                        "a manifest that is no YAML",
                        node -> node.pod(17, PROGRAM).file(MANIFEST, "kube-scheduler: [\n"),
                        "schedulers.0.next_flag",
                        "kube-scheduler.yaml"),
                unknown(
                        "and nothing runs",
                        node -> node.file(MANIFEST, "kube-scheduler: [\n"),
                        "schedulers",
                        "kube-scheduler.yaml"),
                unknown(
                        "a kubelet that looks who knows where",
                        node -> node.lostKubelet().manifest(PROGRAM, IMAGE),
                        "schedulers",
                        "directory of static pods cannot be told"),
                row(
                        "a process with just those arguments",
                        node -> node.lostKubelet()
                                .manifest(PROGRAM, IMAGE, "--v=1")
                                .pod(17, PROGRAM, "--v=1"),
                        "schedulers.0.manifest.path",
                        MANIFEST),
                unknown(
                        "a process with others",
                        node -> node.lostKubelet()
                                .manifest(PROGRAM, IMAGE, "--v=1")
                                .pod(17, PROGRAM, "--v=2"),
                        "schedulers.0.manifest.path",
                        "cannot be told"),
                row(
                                "a unit alone",
                                node -> node.file(
                                        UNIT, "[Service]\nExecStart=/usr/bin/kube-scheduler --profiling=false\n"),
                                "schedulers.0.flag.profiling",
                                false)
                        .from(UNIT + ":2"),
                row("a masked unit", node -> node.link(UNIT, "/dev/null"), "schedulers", List.of()),
                row(
                        "a service",
                        node -> node.service(17, PROGRAM, "kube-scheduler.service", "--profiling=true")
                                .file(UNIT, "[Service]\nExecStart=/usr/bin/kube-scheduler --profiling=false\n"),
                        "schedulers.0.drift",
                        List.of("profiling")),
                row(
                        "a service has no manifest",
                        node -> node.service(17, PROGRAM, "kube-scheduler.service")
                                .file(UNIT, "[Service]\nExecStart=/usr/bin/kube-scheduler\n"),
                        "schedulers.0.manifest.path",
                        ""),
                unknown(
                        "a process that somebody started",
                        node -> node.process(17, PROGRAM, "0::/user.slice/x.scope"),
                        "schedulers.0.next_flag",
                        "started by hand"),
                row("args beside command", node -> node.file(MANIFEST, """
                        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "s"}, "spec": {"containers": [
                          {"name": "side", "command": ["/forward", "--profiling=false"]},
                          {"name": "kube-scheduler", "command": ["/usr/local/bin/kube-scheduler"], "args": ["--profiling=$(P)"],
                           "env": [{"name": "P", "value": "false"}], "image": "x:v1.35.1"}]}}
                        """), "schedulers.0.flag.profiling", false),
                row("a launcher", node -> node.file(MANIFEST, """
                        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "s"}, "spec": {"containers": [
                          {"name": "kube-scheduler", "command": ["/go-runner", "--log-file=/var/log/kube-scheduler",
                           "/usr/local/bin/kube-scheduler", "--profiling=false"]}]}}
                        """), "schedulers.0.flag.profiling", false),
                unknown(
                        "a shell",
                        node -> node.file(MANIFEST, """
                        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "s"}, "spec": {"containers": [
                          {"name": "kube-scheduler", "command": ["/bin/sh", "-c", "kube-scheduler --profiling=false"]}]}}
                        """),
                        "schedulers.0.flag.profiling",
                        "hidden in a command of sh"),
                row("the file of a shell", node -> node.file(MANIFEST, """
                        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "s"}, "spec": {"containers": [
                          {"name": "kube-scheduler", "command": ["/bin/sh", "-c", "kube-scheduler --profiling=false"]}]}}
                        """), "schedulers.0.manifest.path", MANIFEST),
                row(
                        "a version by its package",
                        node -> node.service(17, PROGRAM, "kube-scheduler.service")
                                .file(
                                        "/var/lib/dpkg/status",
                                        "Package: kube-scheduler\nStatus: install ok installed\nVersion: 1.35.4-1.1\n\n"),
                        "schedulers.0.version",
                        "v1.35.4"),
                row(
                        "a version by its path",
                        node -> node.service(17, PROGRAM, "kube-scheduler.service")
                                .link("/proc/17/exe", "/opt/k8s-v1.34.2/kube-scheduler"),
                        "schedulers.0.minor",
                        34));
    }

    static Stream<Expectation> units() {
        return Stream.of(
                row(
                        "a unit that cannot be read",
                        node -> node.directory(UNIT),
                        "schedulers",
                        List.of("kube-scheduler.service")),
                unknown(
                        "says nothing",
                        node -> node.directory(UNIT),
                        "schedulers.0.flag.profiling",
                        UNIT + " is not a regular file"),
                row(
                        "one whose drop-in cannot be read",
                        node -> node.file(UNIT, "[Service]\nExecStart=/usr/bin/kube-scheduler --profiling=false\n")
                                .link(UNIT + ".d/10.conf", UNIT + ".d/10.conf"),
                        "schedulers",
                        List.of("kube-scheduler.service")),
                unknown(
                        "and of that nothing is known",
                        node -> node.file(UNIT, "[Service]\nExecStart=/usr/bin/kube-scheduler --profiling=false\n")
                                .link(UNIT + ".d/10.conf", UNIT + ".d/10.conf"),
                        "schedulers.0.flag.profiling",
                        "10.conf"),
                unknown(
                        "an environment that cannot be read",
                        node -> node.file(
                                        UNIT,
                                        "[Service]\nEnvironmentFile=/etc/scheduler.env\nExecStart=/usr/bin/kube-scheduler $A\n")
                                .directory("/etc/scheduler.env"),
                        "schedulers.0.flag.profiling",
                        "/etc/scheduler.env"),
                row(
                        "a script",
                        node -> node.file(UNIT, "[Service]\nExecStart=/opt/start.sh --profiling=false\n"),
                        "schedulers",
                        List.of("kube-scheduler.service")),
                unknown(
                        "whatever it starts",
                        node -> node.file(UNIT, "[Service]\nExecStart=/opt/start.sh --profiling=false\n"),
                        "schedulers.0.flag.profiling",
                        "starts another program, which may start kube-scheduler"),
                unknown(
                        "its user too",
                        node -> node.file(
                                        "/etc/systemd/system/etcd.service",
                                        "[Service]\nUser=etcd\nExecStart=/usr/bin/etcd\n")
                                .link("/etc/systemd/system/etcd.service.d/10.conf", "10.conf"),
                        "etcds.0.user",
                        "10.conf"),
                row(
                        "all components in one",
                        node -> node.file(
                                UNIT, "[Service]\nExecStart=/opt/hyperkube kube-scheduler --profiling=false\n"),
                        "schedulers.0.flag.profiling",
                        false),
                row(
                        "a unit of another name",
                        node -> node.file(
                                "/etc/systemd/system/snap.kube-scheduler.daemon.service",
                                "[Service]\nExecStart=/snap/bin/kube-scheduler --profiling=false\n"),
                        "schedulers.0.flag.profiling",
                        false),
                row(
                        "one that starts something beside it",
                        node -> node.file(
                                "/etc/systemd/system/kube-scheduler-exporter.service",
                                "[Service]\nExecStart=/opt/kube-scheduler-exporter --profiling=true\n"),
                        "schedulers",
                        List.of()),
                unknown(
                        "a directory of units that cannot be looked into",
                        node -> node.link("/etc/systemd/system", "/etc/systemd/system"),
                        "schedulers",
                        "/etc/systemd/system"),
                row(
                        "a unit without a command",
                        node -> node.file(UNIT, "[Service]\nUser=kube\n"),
                        "schedulers",
                        List.of()),
                row(
                        "drop-ins alone start nothing",
                        node -> node.file(UNIT + ".d/10.conf", "[Service]\nUser=kube\n"),
                        "schedulers",
                        List.of()));
    }

    @ParameterizedTest
    @MethodSource({"rows", "units"})
    void finds(Expectation expectation, @TempDir Path directory) {
        expectation.check(directory);
    }
}
