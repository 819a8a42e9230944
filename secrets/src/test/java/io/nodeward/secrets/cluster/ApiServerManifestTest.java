package io.nodeward.secrets.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.cluster.ApiServerManifest.UnsuitableException;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerManifestTest {

    private static final String MANIFEST = """
            # ours
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - name: sidecar
                command: [sleep]
              - name: kube-apiserver   # the one
                command:
                - kube-apiserver
                - --secure-port=6443

                volumeMounts:
                    - name: pki
                      mountPath: /etc/kubernetes/pki   # read-only
                      readOnly: true
              hostNetwork: true
              volumes:
              - name: pki
                hostPath: {path: /etc/kubernetes/pki}
            status: {}
            """;

    @Test
    void linesAreAddedAndAllOthersStay() throws UnsuitableException {
        assertThat(changed(MANIFEST)).isEqualTo("""
                # ours
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                  - name: sidecar
                    command: [sleep]
                  - name: kube-apiserver   # the one
                    command:
                    - kube-apiserver
                    - --secure-port=6443
                    - --encryption-provider-config=/etc/kubernetes/encryption/config.yaml
                    - --encryption-provider-config-automatic-reload=true

                    volumeMounts:
                        - name: pki
                          mountPath: /etc/kubernetes/pki   # read-only
                          readOnly: true
                        - mountPath: /etc/kubernetes/encryption
                          name: nodeward-encryption
                          readOnly: true
                  hostNetwork: true
                  volumes:
                  - name: pki
                    hostPath: {path: /etc/kubernetes/pki}
                  - hostPath:
                      path: /etc/kubernetes/encryption
                      type: DirectoryOrCreate
                    name: nodeward-encryption
                status: {}
                """);
    }

    @Test
    void aFlagThatIsGivenStays() throws UnsuitableException {
        String given = MANIFEST.replace("--secure-port=6443", "--encryption-provider-config=/mine");
        ApiServerManifest manifest = ApiServerManifest.read(given);
        assertThat(manifest.has("encryption-provider-config")).isTrue();
        assertThat(manifest.has("encryption-provider")).isFalse();
        assertThat(manifest.argument("encryption-provider-config", "/other").text())
                .isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kind: [",
                "kind: Pod",
                "spec: {containers: [{name: kube-apiserver, command: [kube-apiserver]}]}",
                "spec: {containers: [{name: etcd}]}",
                "spec:\n  containers:\n  - name: kube-apiserver\n    command: [kube-apiserver, --a=b]\n"
            })
    void whatCannotBeChangedIsRefused(String text) {
        assertThatThrownBy(() -> changed(text))
                .isInstanceOf(UnsuitableException.class)
                .hasMessageStartingWith("it ");
    }

    @Live
    static class OfKubeadm {

        @Test
        void onlyLinesAreAdded(Testbed bed) throws Exception {
            String before = Files.readString(bed.controlPlane().path("/etc/kubernetes/manifests/kube-apiserver.yaml"));
            String after = changed(before);
            List<String> rest = new ArrayList<>(after.lines().toList());
            List<String> old = before.lines().toList();
            assertThat(rest).hasSize(old.size() + 2 + 3 + 4);
            assertThat(rest).containsSubsequence(old);
            assertThat(ApiServerManifest.read(after).has("encryption-provider-config-automatic-reload"))
                    .isTrue();
        }
    }

    private static String changed(String text) throws UnsuitableException {
        return ApiServerManifest.read(text)
                .argument("encryption-provider-config", "/etc/kubernetes/encryption/config.yaml")
                .argument("encryption-provider-config-automatic-reload", "true")
                .directory("/etc/kubernetes/encryption", "nodeward-encryption")
                .text();
    }
}
