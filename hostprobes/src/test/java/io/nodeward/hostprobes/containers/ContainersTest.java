package io.nodeward.hostprobes.containers;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers by their processes' control groups, and what the kernel gives them. */
class ContainersTest {

    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String UID = "1f6a2b3c-1111-4222-8333-444455556666";
    private static final String POD =
            "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + UID.replace('-', '_') + ".slice";
    private static final String GROUP = POD + "/cri-containerd-" + ID + ".scope";
    private static final String RESTRICTED = "00000000a80425fb";
    private static final String ALL = "000001ffffffffff";
    private static final String CONTAINER_MOUNTS = """
            900 880 0:60 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/var/lib/x/13/fs,workdir=/w
            901 900 0:61 / /proc rw,nosuid - proc proc rw
            902 900 0:62 / /dev rw,nosuid - tmpfs tmpfs rw,mode=755
            903 900 0:22 / /sys ro,nosuid - sysfs sysfs ro
            904 900 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw
            905 901 0:61 /sys /proc/sys ro,nosuid - proc proc rw
            906 901 0:62 /null /proc/kcore rw,nosuid - tmpfs tmpfs rw
            907 900 8:1 /var/lib/kubelet/pods/u/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw
            """;
    private static final String HOST_MOUNTS = HostTree.MOUNTS + """
            27 22 0:5 / /dev rw,nosuid - devtmpfs udev rw
            29 22 0:25 / /run rw,nosuid - tmpfs tmpfs rw
            23 22 0:21 / /proc rw,nosuid - proc proc rw
            """;

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/sys/module/apparmor/parameters/enabled", "Y\n")
                .file("/sys/kernel/security/apparmor/profiles", "cri-containerd.apparmor.d (enforce)\n")
                .process(1, 0, "0::/init.scope", "/usr/lib/systemd/systemd", "/sbin/init")
                .file("/proc/1/mountinfo", HOST_MOUNTS)
                .link("/proc/1/ns/pid", "pid:[1]")
                .link("/proc/1/ns/net", "net:[1]")
                .link("/proc/1/ns/ipc", "ipc:[1]")
                .file("/sys/fs/cgroup" + GROUP + "/memory.max", "max\n")
                .file("/sys/fs/cgroup" + GROUP + "/pids.max", "max\n")
                .file("/sys/fs/cgroup" + POD + "/memory.max", "max\n")
                .file("/sys/fs/cgroup" + POD + "/pids.max", "4096\n")
                .file("/var/log/containers/web-1_shop_web-" + ID + ".log", "");
        container(500, "0::" + GROUP, 1000, RESTRICTED, 2, true);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private void container(int pid, String group, int uid, String capabilities, int seccomp, boolean kept) {
        String effective = uid == 0 ? capabilities : "0000000000000000";
        String ids = uid + "\t" + uid + "\t" + uid + "\t" + uid;
        String proc = "/proc/" + pid;
        tree.process(pid, uid, group, "/bin/web", "web")
                .file(
                        proc + "/status",
                        "Name:\tweb\nUid:\t" + ids + "\nCapPrm:\t" + effective + "\nCapEff:\t" + effective
                                + "\nCapBnd:\t"
                                + capabilities + "\nNoNewPrivs:\t" + (kept ? 1 : 0) + "\nSeccomp:\t" + seccomp
                                + "\nSeccomp_filters:\t" + (seccomp == 2 ? 1 : 0) + "\n")
                .file(proc + "/mountinfo", CONTAINER_MOUNTS)
                .file(proc + "/uid_map", "         0          0 4294967295\n")
                .file(proc + "/attr/apparmor/current", "cri-containerd.apparmor.d (enforce)\n")
                .link(proc + "/ns/pid", "pid:[2]")
                .link(proc + "/ns/net", "net:[2]")
                .link(proc + "/ns/ipc", "ipc:[2]");
    }

    private Node containers() {
        Group facts = tree.facts();
        assertThat(Schema.builtIn().mismatches(facts))
                .filteredOn(text -> text.startsWith("containers"))
                .isEmpty();
        return Objects.requireNonNull(at(facts, "containers"));
    }

    private Object fact(String path) {
        return told(containers(), path);
    }

    @Test
    void anOrdinaryOne() {
        Node facts = containers();
        assertThat(told(facts, "0.name")).isEqualTo("shop/web-1/web");
        assertThat(told(facts, "0.runtime")).isEqualTo("containerd");
        assertThat(told(facts, "0.in_pod")).isEqualTo(true);
        assertThat(told(facts, "0.static_pod")).isEqualTo(false);
        assertThat(told(facts, "0.agent")).isEqualTo(false);
        assertThat(told(facts, "0.root")).isEqualTo(false);
        assertThat(told(facts, "0.user_namespace")).isEqualTo(false);
        assertThat(told(facts, "0.seccomp")).isEqualTo("filter");
        assertThat(told(facts, "0.no_new_privileges")).isEqualTo(true);
        assertThat(told(facts, "0.capabilities")).isEqualTo(List.of());
        assertThat(told(facts, "0.net_raw")).isEqualTo(false);
        assertThat(told(facts, "0.privileged")).isEqualTo(false);
        assertThat(told(facts, "0.apparmor_mode")).isEqualTo("enforce");
        assertThat(told(facts, "0.host_net")).isEqualTo(false);
        assertThat(told(facts, "0.masked_proc")).isEqualTo(true);
        assertThat(told(facts, "0.writable_sys")).isEqualTo(false);
        assertThat(told(facts, "0.read_only_root")).isEqualTo(false);
        assertThat(told(facts, "0.host_mounts")).isEqualTo(List.of());
        assertThat(told(facts, "0.foreign_programs")).isEqualTo(List.of());
        assertThat(told(facts, "0.memory_limited")).isEqualTo(false);
        assertThat(told(facts, "0.pids_limited")).isEqualTo(true);
    }

    @Test
    void theProcessWithMostRightsDecides() {
        container(501, "0::" + GROUP, 0, RESTRICTED, 0, false);
        tree.file("/proc/501/attr/apparmor/current", "unconfined\n");
        Node facts = containers();
        assertThat(((Many) facts).items()).hasSize(1);
        assertThat(told(facts, "0.root")).isEqualTo(true);
        assertThat(told(facts, "0.seccomp")).isEqualTo("none");
        assertThat(told(facts, "0.no_new_privileges")).isEqualTo(false);
        assertThat(told(facts, "0.net_raw")).isEqualTo(true);
        assertThat(told(facts, "0.apparmor_mode")).isEqualTo("unconfined");
    }

    @Test
    void aPrivilegedOne() {
        container(500, "0::" + GROUP, 0, ALL, 0, false);
        tree.file("/proc/500/mountinfo", """
                900 880 0:60 / / ro,relatime - overlay overlay rw
                901 900 0:61 / /proc rw,nosuid - proc proc rw
                903 900 0:22 / /sys rw,nosuid - sysfs sysfs rw
                """);
        Node facts = containers();
        assertThat(told(facts, "0.privileged")).isEqualTo(true);
        assertThat(told(facts, "0.writable_sys")).isEqualTo(true);
        assertThat(told(facts, "0.read_only_root")).isEqualTo(true);
        assertThat(told(facts, "0.dangerous_capabilities").toString()).contains("SYS_ADMIN", "BPF");

        // root of its own users only
        tree.file("/proc/500/uid_map", "0 100000 65536\n");
        assertThat(fact("0.privileged")).isEqualTo(false);
        assertThat(fact("0.user_namespace")).isEqualTo(true);

        tree.remove("/proc/500/uid_map").remove("/proc/500/mountinfo");
        assertThat(fact("0.privileged").toString()).startsWith("unknown: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "8:1 / /host|/|root",
                "8:1 /etc /x|/etc|controls",
                "8:1 /etc/kubernetes/pki /x|/etc/kubernetes/pki|secrets",
                "8:1 /var/lib/kubelet /x|/var/lib/kubelet|controls",
                "8:1 /var/lib/kubelet/pods/u/volumes/v /x|-|-",
                "8:1 /srv/data /x|-|-",
                "8:1 /opt /x|/opt|controls",
                "8:1 /opt/data /x|-|-",
                "0:25 /docker.sock /var/run/docker.sock|/run/docker.sock|socket",
                "0:25 / /run|/run|socket",
                "0:25 /containerd /x|/run/containerd|socket",
                "0:25 /calico /x|-|-",
                "0:5 / /dev|/dev|controls",
                "0:5 /null /dev/null|-|-",
                "0:5 /sda /dev/sda|/dev/sda|controls",
                "0:21 / /host/proc|/proc|controls",
                "8:1 /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/s/hostname /etc/hostname|-|-"
            })
    void placesOfTheHost(String mount, String path, String what) {
        String type = mount.startsWith("8:1")
                ? "ext4 /dev/sda1"
                : mount.startsWith("0:5") ? "devtmpfs udev" : mount.startsWith("0:21") ? "proc proc" : "tmpfs tmpfs";
        tree.file("/proc/500/mountinfo", CONTAINER_MOUNTS + "950 900 " + mount + " rw,relatime - " + type + " rw\n");
        Node facts = containers();
        assertThat(told(facts, "0.host_mounts")).isEqualTo(path == null ? List.of() : List.of(path));
        if (path != null) {
            assertThat(told(facts, "0.host_mounts.0." + what)).isEqualTo(true);
            assertThat(told(facts, "0.host_mounts.0.read_only")).isEqualTo(false);
        }
    }

    @Test
    void programsThatAreNotTheImages() {
        assertThat(fact("0.foreign_programs")).isEqualTo(List.of());
        tree.file("/var/lib/x/13/fs/bin/web", "");
        assertThat(fact("0.foreign_programs.0.reason")).isEqualTo("lies in the container's writable layer");
        tree.link("/proc/500/exe", "/dev/x");
        assertThat(fact("0.foreign_programs.0.reason")).isEqualTo("lies on a tmpfs");
        tree.link("/proc/500/exe", "/memfd:x (deleted)");
        assertThat(fact("0.foreign_programs.0.reason")).isEqualTo("lies in memory only");
        tree.link("/proc/500/exe", "/usr/bin/x (deleted)");
        assertThat(fact("0.foreign_programs.0.reason")).isEqualTo("was deleted since it started");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/kubepods/burstable/podU/ID",
                "0::/kubepods.slice/kubepods-podU_.slice/cri-containerd-ID.scope",
                "0::/kubepods.slice/kubepods-podU_.slice/crio-ID.scope",
                "0::/system.slice/containerd.service/kubepods-burstable-podU_.slice:cri-containerd:ID",
                "0::/kubepods.slice/kubepods-podU_.slice/docker-ID.scope/init",
                "3:pids:/kubepods/podU/ID\n2:memory:/kubepods/podU/ID\n1:name=systemd:/kubepods/podU/ID",
                "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-podU_.slice/cri-containerd-ID.scope"
            })
    void controlGroupsOfPods(String form) {
        String text =
                form.replace("U_", UID.replace('-', '_')).replace("U", UID).replace("ID", ID);
        ContainerGroup group = ContainerGroup.of(text);
        assertThat(Objects.requireNonNull(group).id()).isEqualTo(ID);
        assertThat(group.placement().pod()).isEqualTo(UID);
        assertThat(group.unified() + group.memory()).contains(ID).doesNotEndWith("/init");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/docker/ID",
                "0::/system.slice/docker-ID.scope",
                "0::/machine.slice/libpod-ID.scope/container",
                "0::/system.slice/nerdctl-ID.scope"
            })
    void containersOutsideOfPods(String form) {
        tree.file("/proc/500/cgroup", form.replace("ID", ID) + "\n");
        assertThat(fact("0.in_pod")).isEqualTo(false);
        assertThat(fact("0.name")).isEqualTo("web 0123456789ab");
    }

    /** {@code ctr run}: the name is whatever its user gave it. */
    @Test
    void containersOfContainerdByName() {
        tree.file("/proc/500/cgroup", "0::/default/open-2\n");
        assertThat(fact("0.id")).isEqualTo("open-2");
        assertThat(fact("0.runtime")).isEqualTo("containerd");
        assertThat(fact("0.in_pod")).isEqualTo(false);
        assertThat(ContainerGroup.of("0::/default\n")).isNull();
        assertThat(ContainerGroup.of("0::/system.slice/default/x\n")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/user.slice/user-1000.slice/user@1000.service/app/cri-containerd-ID.scope",
                "0::/system.slice/evil.service/kubepods/podU/ID",
                "0::/system.slice/containerd.service",
                "0::/kubepods.slice/kubepods-podU_.slice/crio-conmon-ID.scope",
                ""
            })
    void whatIsNone(String form) {
        String text =
                form.replace("U_", UID.replace('-', '_')).replace("U", UID).replace("ID", ID);
        assertThat(ContainerGroup.of(text)).isNull();
    }

    @Test
    void namesAndFilterFromTheSpecification() {
        tree.remove("/var/log/containers/web-1_shop_web-" + ID + ".log")
                .file("/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + ID + "/config.json", """
                        {"ociVersion":"1.1.0","process":{"args":["\\"linux\\":{\\\\","x"]},
                         "annotations":{"io.kubernetes.cri.container-name":"web","io.kubernetes.cri.sandbox-name":"web-1",
                          "io.kubernetes.cri.sandbox-namespace":"kube-system","io.kubernetes.cri.container-type":"container"},
                         "linux":{"namespaces":[{"type":"pid"}],"seccomp":{"defaultAction":"SCMP_ACT_ERRNO",
                          "syscalls":[{"names":["socket","mount"],"action":"SCMP_ACT_ALLOW"}]}}}
                        """);
        Node facts = containers();
        assertThat(told(facts, "0.name")).isEqualTo("kube-system/web-1/web");
        assertThat(told(facts, "0.agent")).isEqualTo(true);
        assertThat(told(facts, "0.crypto_sockets")).isEqualTo(true);
        assertThat(told(facts, "0.dangerous_calls")).isEqualTo(List.of("mount"));
    }

    @Test
    void limitsOfVersionOne() {
        tree.file("/proc/500/cgroup", "3:pids:/docker/" + ID + "\n2:memory:/docker/" + ID + "\n")
                .file("/sys/fs/cgroup/pids/docker/" + ID + "/pids.max", "100\n")
                .file("/sys/fs/cgroup/memory/docker/" + ID + "/memory.limit_in_bytes", "9223372036854771712\n");
        Node facts = containers();
        assertThat(told(facts, "0.pids_limited")).isEqualTo(true);
        assertThat(told(facts, "0.memory_limited")).isEqualTo(false);
    }

    @Test
    void aCaptureWithPartsMissing() {
        tree.remove("/proc/500/attr/apparmor/current").remove("/proc/500/ns/net");
        Node facts = containers();
        assertThat(((Unknown) Objects.requireNonNull(at(facts, "0.apparmor_mode"))).expected())
                .isTrue();
        assertThat(((Unknown) Objects.requireNonNull(at(facts, "0.host_net"))).expected())
                .isTrue();
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        tree.remove("/proc/500/status").directory("/proc/500/status");
        assertThat(fact("0").toString()).isEqualTo("unknown: /proc/500/status is not a regular file");
        tree.remove("/proc/500/cgroup").directory("/proc/500/cgroup");
        assertThat(fact("0").toString()).isEqualTo("unknown: /proc/500/cgroup is not a regular file");
    }

    @Test
    void oneThatEndsMeanwhile() {
        tree.remove("/proc/500/status");
        assertThat(((Many) containers()).items()).isEmpty();
    }

    @Test
    void anImageHasNone(@TempDir Path image) {
        try (HostTree other = new HostTree(image)) {
            assertThat(((Unknown) Objects.requireNonNull(at(other.facts(), "containers"))).expected())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{\"a\":{\"b\":[1,{\"c\":2}]}}|[1,{\"c\":2}]",
                "{ \"x\" : \"\\\"a\\\": {\\\\\" , \"a\" : { \"b\" : true } }|true",
                "{\"a\":{\"c\":1}}|-",
                "{\"a\":[]}|-",
                "{\"a\":{\"b\":|-",
                "{\"a\":{\"b\":\"|-",
                "[]|-",
                "{\"x\":}}}|-"
            })
    void oneMemberOfAnObject(String text, String expected) {
        assertThat(JsonText.value(text, "a", "b")).isEqualTo(expected);
    }
}
