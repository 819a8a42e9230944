package io.nodeward.hostprobes.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read without the parser is what the parser reads, and nothing that it refuses. */
class PlainYamlTest {

    /** As kubeadm and kubectl write, and as people do. */
    private static final List<String> TEXTS = List.of("""
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              annotations:
                kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 10.0.0.1:6443
              creationTimestamp: null
              labels: {}
            spec:
              containers:
              - command:
                - kube-apiserver
                - --advertise-address=10.0.0.1
                - --authorization-mode=Node,RBAC
                image: registry.k8s.io/kube-apiserver:v1.36.3
                livenessProbe:
                  httpGet:
                    port: 6443
                volumeMounts:
                - mountPath: /etc/ssl/certs
                  name: "ca-certs"
                  readOnly: true
              volumes: []
            status: {}
            """, """
            # a kubelet's
            kind: KubeletConfiguration
            clusterDNS:
                -   10.96.0.10
                -
                -   'x y'

            empty:
            evictionHard:
              memory.available: "5%"
            tlsCipherSuites: []
            """, """
            - a: 1
              b:
              - c
              - d: e
            - f
            -
              g: h
              i:
            -
            - k
            """);

    private static final List<String> PIECES = List.of(
            "- ",
            "-",
            "a:",
            "b: ",
            "key: value",
            "k: v # c",
            "# c",
            "\"q\"",
            "'q'",
            "\"a\\n\"",
            "{}",
            "[]",
            "{a: b}",
            "|",
            "\n",
            "\n",
            "\n",
            "\n  ",
            "\n  ",
            "\n    ",
            " ",
            "  ",
            ": ",
            ":",
            "#",
            "---",
            "...",
            "--x=y",
            "-1",
            "~",
            "null",
            "<<: ",
            "? ",
            "!t ",
            "&a ",
            "*a",
            "%",
            "@",
            "`",
            "\t",
            "\r",
            "é",
            "\u0001",
            "x",
            "a b",
            "a: b: c",
            "<",
            "(",
            "$(A)",
            "a:b",
            "http://x/y",
            "=",
            ",",
            "]",
            "}",
            ">",
            "'",
            "\"",
            "\\",
            "-\n",
            "- - ",
            "1.2:",
            "/p:",
            "..",
            "a#b",
            "a #b");

    @Test
    void agreesWithTheParser() throws Exception {
        Random random = new Random(20261129);
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            String text = i % 3 == 0 ? made(random) : changed(TEXTS.get(random.nextInt(TEXTS.size())), random);
            YamlNode plain = PlainYaml.read(text);
            if (plain != null) {
                read++;
                assertThat(parsed(text)).as(text).isEqualTo(List.of(plain));
            }
        }
        assertThat(read).isGreaterThan(5_000);
    }

    @Test
    void readsWhatProgramsWrite() {
        assertThat(TEXTS).allMatch(text -> PlainYaml.read(text) != null);
        assertThat(PlainYaml.read("a: [b]\n")).isNull();
        assertThat(PlainYaml.read("")).isNull();
        assertThat(PlainYaml.read("a: ".repeat(100_000))).isNull();
        assertThat(PlainYaml.read("a:\n".repeat(20)))
                .isInstanceOfSatisfying(
                        YamlNode.Mapping.class,
                        mapping -> assertThat(mapping.entries()).hasSize(20));
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            deep.append(" ".repeat(i)).append("a:\n");
        }
        assertThat(PlainYaml.read(deep.toString())).isNull();
    }

    private static @Nullable List<YamlNode> parsed(String text) {
        try {
            return YamlReader.parse(text, Integer.MAX_VALUE);
        } catch (YamlSyntaxException e) {
            return null;
        }
    }

    private static String made(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String changed(String original, Random random) {
        StringBuilder text = new StringBuilder(original);
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
                default -> {
                    int newline = text.indexOf("\n", at);
                    text.insert(newline < 0 ? at : newline + 1, " ".repeat(random.nextInt(4)));
                }
            }
            if (text.isEmpty()) {
                text.append('a');
            }
        }
        return text.toString();
    }
}
