package io.nodeward.hostprobes.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Static pods as the kubelet reads them. */
class StaticPodsTest {

    private static final String HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";

    @TempDir
    Path top;

    @Test
    void everyContainerOfAComponentCounts() throws IOException {
        List<StaticPod> pods = read(HEAD
                + "  - {name: first, command: [kube-apiserver, --profiling=false]}\n"
                + "  - {name: second, command: [/bin/kube-apiserver, --profiling=true]}\n");
        assertThat(pods).extracting(StaticPod::container).containsExactly("first", "second");
    }

    @Test
    void variablesAreFilledIn() throws IOException {
        List<Argument> arguments = read(HEAD
                        + "  - name: x\n    command: [kube-apiserver, --a=$(A), --b=$$(A), --c=$(NO), --d=$(H), --e=$(]\n"
                        + "    env: [{name: Z, value: z}, {name: A, value: '1$(Z)'}, "
                        + "{name: H, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]\n")
                .getFirst()
                .arguments();
        assertThat(arguments)
                .extracting(Argument::text)
                .containsExactly("--a=1z", "--b=$(A)", "--c=$(NO)", "--d=$(H)", "--e=$(");
        assertThat(arguments).extracting(Argument::hole).containsExactly(-1, -1, -1, 4, -1);
    }

    @Test
    void theEntryPointOfAnImageMayGiveMore() throws IOException {
        StaticPod pod = read(HEAD + "  - {name: x, image: 'r/kube-apiserver:v1.36.3', args: [--profiling=false]}\n")
                .getFirst();
        assertThat(pod.entry()).isNotNull();
        assertThat(pod.arguments()).extracting(Argument::text).containsExactly("--profiling=false");
    }

    @Test
    void aScriptHidesArguments() throws IOException {
        StaticPod pod = read(HEAD
                        + "  - {name: x, image: r/kube-apiserver, command: [sh, -c, 'exec kube-apiserver --profiling=false']}\n")
                .getFirst();
        assertThat(pod.wrapper()).isEqualTo("sh");
    }

    @Test
    void whatTheKubeletRefusesIsAProblem() throws IOException {
        String container = "  - {name: x, command: [kube-apiserver, --v, %s]}\n";
        assertThat(problems(HEAD + container.replace("%s", "2"))).isEqualTo(1);
        assertThat(problems(HEAD + container.replace("%s", "'2'"))).isZero();
        assertThat(problems(HEAD.replace("v1", "v2") + container.replace("%s", "'2'")))
                .isEqualTo(1);
        assertThat(problems(HEAD.replace("{name: a}", "{}") + container.replace("%s", "'2'")))
                .isEqualTo(1);
    }

    private int problems(String manifest) throws IOException {
        return all(manifest).problems().size();
    }

    private List<StaticPod> read(String manifest) throws IOException {
        return all(manifest).of(Component.API_SERVER);
    }

    private StaticPods all(String manifest) throws IOException {
        Path directory = Files.createDirectories(top.resolve("m"));
        Files.writeString(directory.resolve("a.yaml"), manifest);
        try (HostRoot root = HostRoot.open(top)) {
            return StaticPods.read(root, "/m");
        }
    }
}
