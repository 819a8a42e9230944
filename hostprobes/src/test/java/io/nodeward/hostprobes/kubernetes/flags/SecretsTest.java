package io.nodeward.hostprobes.kubernetes.flags;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No part of a secret gets behind a flag's use. */
class SecretsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manifest-url | https://user:s3cret@h:8443/pods | https://***@h:8443/pods",
                "manifest-url | https://h/pods?token=s3cret&x=1 | https://h/pods?***",
                "manifest-url | https://user:s3/cret@h/pods | https://***@h/pods",
                "manifest-url | https://user:s3?cret@h/pods | https://***@h/pods",
                "manifest-url | https://h:8443/pods | https://h:8443/pods",
                "manifest-url-header | Authorization:Bearer s3cret | Authorization:(not shown)",
                "manifest-url-header | X:s3cret,Y:s3cret | X:(not shown),Y:(not shown)",
                "manifest-url-header | X:s3cret,s3cret2 | X:(not shown),(not shown)",
                "manifest-url-header | s3cret | (not shown)",
                "storage-driver-password | s3cret | (not shown)",
                "discovery-password | s3cret | (not shown)",
                "discovery-user | root:s3cret | (not shown)",
                "discovery-token | s3cret | (not shown)",
                "discovery | https://discovery.etcd.io/s3cret | https://discovery.etcd.io/***",
                "discovery | https://discovery.etcd.io/ | https://discovery.etcd.io/",
                "initial-cluster-token | s3cret | (not shown)",
                "node-ip | --storage-driver-password=s3cret | (not shown)",
                "node-ip | --storage_driver_password=s3cret | (not shown)",
                "node-ip | -discovery-token=s3cret | (not shown)",
                "node-ip | --manifest-url-header=X:s3cret | (not shown)",
                "etcd-servers | https://a:s3cret@h1:2379,https://b:s3cret@h2:2379 |"
                        + " https://***@h1:2379,https://***@h2:2379",
                "node-ip | 10.0.0.1 | 10.0.0.1",
            })
    void masks(String flag, String text, String shown) {
        FlagUse use = new FlagUse(flag, text, "argv: ", "--" + flag + "=" + text);
        assertThat(use.value()).isEqualTo(shown);
        assertThat(use.source()).doesNotContain("s3").doesNotContain("cret");
    }

    @ParameterizedTest
    @CsvSource({"kubelet,--storage-driver-password", "kubelet,--manifest-url-header", "etcd,--discovery-password"})
    void alsoInTheNextArgument(String component, String flag) {
        FlagTable table = FlagTable.of(component, component.equals("etcd") ? 6 : 36);
        List<Argument> arguments = Argument.all(List.of(flag, "X:s3cret"), "argv: ");
        CommandLine line =
                component.equals("etcd") ? CommandLine.goFlag(arguments, table) : CommandLine.pflag(arguments, table);
        assertThat(line.uses()).hasSize(1);
        assertThat(line.toString()).doesNotContain("s3cret");
        assertThat(new FlagValues(table, line).value(flag.substring(2)).toString())
                .doesNotContain("s3cret");
    }
}
