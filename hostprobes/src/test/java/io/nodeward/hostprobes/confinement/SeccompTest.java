package io.nodeward.hostprobes.confinement;

import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Schema;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seccomp profiles as runc takes them, and what they leave open. */
class SeccompTest {

    private static final String DENY = "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[RULES]}";

    private static SeccompProfile rules(String rules) {
        return SeccompProfile.of(DENY.replace("RULES", rules));
    }

    private static String socket(String... conditions) {
        return "{\"names\":[\"socket\"],\"action\":\"SCMP_ACT_ALLOW\",\"args\":[" + String.join(",", conditions) + "]}";
    }

    private static String condition(int index, String operator, long value) {
        return "{\"index\":" + index + ",\"op\":\"SCMP_CMP_" + operator + "\",\"value\":" + value + "}";
    }

    private static boolean crypto(String rules) {
        SeccompProfile profile = rules(rules);
        assertThat(profile.problem()).isEmpty();
        return SeccompJudgement.of(profile).cryptoSockets();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"defaultAction\":\"SCMP_ACT_DENY\"}|has a value in defaultAction that runc does not know",
                "{\"syscalls\":[{\"names\":[\"a\"],\"action\":\"SCMP_ACT_ALLOW\"}]}|has no defaultAction",
                "{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}|has SCMP_ACT_NOTIFY for its default action",
                "{\"defaultAction\":\"SCMP_ACT_LOG\",\"architectures\":[\"x86_64\"]}|has a value in architectures that runc does not know",
                "{\"defaultAction\":\"SCMP_ACT_LOG\",\"flags\":[\"X\"]}|has a value in flags that runc does not know",
                "{\"defaultAction\":\"SCMP_ACT_LOG\",\"syscalls\":{}}|has no list in syscalls",
                "{\"defaultAction\":7}|has no string in defaultAction",
                "{\"defaultAction\":\"SCMP_ACT_LOG\",}|is not valid JSON",
                "defaultAction: SCMP_ACT_LOG|is no JSON object",
                "[]|is no JSON object"
            })
    void whatRuncRefuses(String text, String problem) {
        assertThat(SeccompProfile.of(text).problem()).isEqualTo(problem);
    }

    @Test
    void rulesThatRuncRefuses() {
        assertThat(rules("{\"names\":[\"write\"],\"action\":\"SCMP_ACT_NOTIFY\"}")
                        .problem())
                .isEqualTo("has SCMP_ACT_NOTIFY for write");
        assertThat(rules(socket(condition(6, "EQ", 1))).problem())
                .isEqualTo("has a condition on an argument that no system call has");
        assertThat(rules(socket("{\"index\":0,\"op\":\"EQ\"}")).problem())
                .isEqualTo("has a value in op that runc does not know");
        assertThat(rules("{\"names\":[\"no_such_call\"],\"action\":\"SCMP_ACT_ALLOW\",\"comment\":\"x\"}")
                        .problem())
                .isEmpty();
    }

    @Test
    void nothingAtAllIsNoFilter() {
        assertThat(SeccompProfile.of("{}").disabled()).isTrue();
        assertThat(SeccompProfile.of("{\"architectures\":[\"SCMP_ARCH_X86\"]}").disabled())
                .isTrue();
    }

    @Test
    void conditionsOnSockets() {
        assertThat(crypto(socket())).isTrue();
        assertThat(crypto(socket(condition(0, "NE", 40)))).isTrue();
        assertThat(crypto(socket(condition(0, "NE", 38)))).isFalse();
        assertThat(crypto(socket(condition(0, "LT", 38)) + "," + socket(condition(0, "GT", 38))))
                .isFalse();
        // two on one argument: any of them is enough
        assertThat(crypto(socket(condition(0, "NE", 38), condition(0, "NE", 40))))
                .isTrue();
        // on different arguments: all of them
        assertThat(crypto(socket(condition(0, "EQ", 1), condition(1, "EQ", 1)))).isFalse();
        assertThat(crypto(socket(condition(0, "EQ", 38), condition(1, "EQ", 5))))
                .isTrue();
    }

    @Test
    void aDefaultThatAllows() {
        SeccompProfile open = SeccompProfile.of("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":["
                + "{\"names\":[\"mount\"],\"action\":\"SCMP_ACT_ERRNO\"},"
                + "{\"names\":[\"socket\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[" + condition(0, "EQ", 38) + "]}]}");
        SeccompJudgement judged = SeccompJudgement.of(open);
        assertThat(open.allowsByDefault()).isTrue();
        assertThat(judged.dangerous()).contains("bpf").doesNotContain("mount");
        assertThat(judged.cryptoSockets()).isFalse();
        assertThat(judged.vsockSockets()).isTrue();
    }

    @Test
    void filesBelowTheKubeletsDirectory(@TempDir Path directory) {
        try (HostTree tree = new HostTree(directory)) {
            tree.file(
                            "/var/lib/kubelet/seccomp/a.json",
                            DENY.replace("RULES", "{\"names\":[\"bpf\"],\"action\":\"SCMP_ACT_ALLOW\"}"))
                    .file("/var/lib/kubelet/seccomp/deep/er/b", "{")
                    .file("/proc/sys/kernel/osrelease", "6.12\n")
                    .file("/proc/sys/kernel/seccomp/actions_avail", "kill_process errno\n")
                    .file("/etc/kubernetes/manifests/etcd.yaml", """
                            kind: Pod
                            metadata: {name: etcd, namespace: kube-system}
                            spec:
                              securityContext: {seccompProfile: {type: Localhost, localhostProfile: deep/er/b}}
                              containers:
                              - name: etcd
                                command: [etcd]
                                securityContext: {seccompProfile: {type: Localhost, localhostProfile: ../x}}
                            """);
            Group facts = tree.facts();
            assertThat(Schema.builtIn().mismatches(facts))
                    .filteredOn(text -> text.startsWith("seccomp"))
                    .isEmpty();
            assertThat(told(facts, "seccomp_profiles")).isEqualTo(List.of("a.json", "deep/er/b"));
            assertThat(told(facts, "seccomp_profiles.0.dangerous")).isEqualTo(List.of("bpf"));
            assertThat(told(facts, "seccomp_profiles.1.valid")).isEqualTo(false);
            assertThat(told(facts, "seccomp.actions")).isEqualTo(List.of("kill_process", "errno"));
            assertThat(told(facts, "seccomp.supported")).isEqualTo(true);
        }
    }
}
