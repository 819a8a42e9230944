package io.nodeward.hostprobes.kubernetes.controlplane;

import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.row;
import static io.nodeward.hostprobes.kubernetes.controlplane.Expectation.unknown;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a component whose version is none that the tables hold: only what all of them have in common. */
class UnknownVersionsTest {

    private static final String SERVER = "apiservers.0.";
    private static final String NEAREST = "nearest known to v1.99";

    private static Consumer<NodeTree> server(String tag, String... arguments) {
        return node -> node.manifest("kube-apiserver", "registry.k8s.io/kube-apiserver" + tag, arguments);
    }

    static Stream<Expectation> rows() {
        return Stream.of(
                // the same in every version
                row("newer", server(":v1.99.0"), SERVER + "flag.profiling", true)
                        .from("default (kube-apiserver v1.37, " + NEAREST + ")"),
                row("older", server(":v1.29.0"), SERVER + "flag.profiling", true)
                        .from("default (kube-apiserver v1.31, nearest known to v1.29)"),
                row("not told", server("@sha256:00ff"), SERVER + "flag.profiling", true)
                        .from("default (kube-apiserver, every version known)"),
                row("of no Kubernetes", server(":v2.4.1"), SERVER + "flag.profiling", true)
                        .from("every version known"),
                // another in each
                unknown(
                        "newer, differing",
                        server(":v1.99.0"),
                        SERVER + "flag.audit_log_maxage",
                        "nodeward does not know v1.99"),
                unknown(
                        "older, differing",
                        server(":v1.29.0"),
                        SERVER + "flag.audit_log_maxage",
                        "nodeward does not know v1.29"),
                unknown(
                        "not told, differing",
                        server("@sha256:00ff"),
                        SERVER + "flag.audit_log_maxage",
                        "which could not be found out"),
                unknown(
                        "of no Kubernetes, differing",
                        server(":v2.4.1"),
                        SERVER + "flag.audit_log_maxage",
                        "which could not be found out"),
                row("but given", server(":v2.4.1", "--audit-log-maxage=5"), SERVER + "flag.audit_log_maxage", 5),
                unknown("no version is a fact", server(":v2.4.1"), SERVER + "version", "told by no package"),
                row("a version that is not known is", server(":v1.99.0"), SERVER + "version", "v1.99.0"),
                // flags
                unknown(
                        "a flag of the future",
                        server(":v1.99.0", "--frobnicate=1"),
                        SERVER + "unknown_flags",
                        "but this one may"),
                unknown(
                        "a flag of who knows when",
                        server("", "--frobnicate=1"),
                        SERVER + "unknown_flags",
                        "but this one may"),
                row(
                        "a flag of no version",
                        server(":v1.29.0", "--frobnicate=1"),
                        SERVER + "unknown_flags",
                        List.of("frobnicate")),
                row("no flag", server(":v1.99.0"), SERVER + "unknown_flags", List.of()),
                unknown(
                        "an empty address",
                        server("", "--bind-address=10.0.0.1", "--bind-address="),
                        SERVER + "flag.bind_address",
                        "what an empty address means"),
                // what follows from the version by the component's own rules
                row(
                        "admission plugins that were always on",
                        server("", "--disable-admission-plugins=ServiceAccount"),
                        SERVER + "admission.disabled",
                        List.of("ServiceAccount")),
                row(
                        "admission plugins that are chosen",
                        server(":v1.99.0", "--enable-admission-plugins=NodeRestriction"),
                        SERVER + "admission.enabled.3",
                        "NodeRestriction"),
                unknown(
                        "admission plugins that may be on",
                        server(":v1.99.0", "--enable-admission-plugins=NodeRestriction"),
                        SERVER + "admission.enabled.21",
                        "nodeward does not know v1.99"),
                row(
                        "gates that are given",
                        server("", "--feature-gates=AllAlpha=true"),
                        SERVER + "gates",
                        Map.of("AllAlpha", true)),
                unknown(
                        "a gate whose stage is not known",
                        server("", "--feature-gates=KubeletInUserNamespace=true"),
                        SERVER + "alpha_gates",
                        "version"),
                unknown(
                        "suites of who knows when",
                        server(""),
                        SERVER + "tls.cipher_suites.10",
                        "which could not be found out"),
                row(
                        "suites that are chosen",
                        server("", "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                        SERVER + "tls.cipher_suites",
                        List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void says(Expectation expectation, @TempDir Path directory) {
        expectation.check(directory);
    }
}
