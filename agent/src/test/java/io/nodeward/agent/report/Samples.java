package io.nodeward.agent.report;

import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.Evidence;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Remedy;
import io.nodeward.profiles.Rule;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waiver;
import io.nodeward.profiles.expression.Constant;
import io.nodeward.profiles.expression.Template;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reports for tests: each verdict once, and one full of what hostile files may hold. */
final class Samples {

    static final Instant STARTED = Instant.parse("2026-01-01T12:34:56Z");

    /** An escape sequence, a line break, a reversed reading direction, an 8-bit control, markup, a quote, half a character. */
    static final String HOSTILE =
            "\033]0;owned\007\033[2J\r\nPASS all is well \u202Egnp.exe\u202C \u009B31m </script><script>alert(1)</script>"
                    + "<!-- ]]> & \" ' \uD800 \u2028 \uFEFF";

    private Samples() {}

    static Report everyVerdict() {
        return new Report(
                new Report.Host("n1", "/", true, true, "v1.36.3", "kubeadm", List.of("control-plane", "worker")),
                List.of("node-default", "cis-k8s-1.12"),
                STARTED,
                84,
                List.of(
                        new Finding(
                                control("etcd-data-mode", "Only its owner reads etcd's data", Severity.HIGH, Map.of()),
                                Verdict.PASS,
                                "The data directory is closed.",
                                List.of(known("etcds[0].data_directory.mode", "0700", "/var/lib/etcd")),
                                0,
                                "",
                                null,
                                false),
                        new Finding(
                                control(
                                        "kubelet-anonymous-auth",
                                        "The kubelet answers no anonymous requests",
                                        Severity.CRITICAL,
                                        Map.of("cis-k8s-1.12", List.of("4.2.1"))),
                                Verdict.FAIL,
                                "The kubelet answers requests without credentials.",
                                List.of(
                                        new Evidence(
                                                "kubelets[0].config.authentication.anonymous.enabled",
                                                true,
                                                "/var/lib/kubelet/config.yaml:5",
                                                List.of(new Overridden(
                                                        false, "/etc/kubernetes/kubelet.conf.d/10-x.conf:3")),
                                                null),
                                        known(
                                                "kubelets[0].config.authorization.mode",
                                                "Webhook",
                                                "default (kubelet v1.36)")),
                                0,
                                "Set authentication.anonymous.enabled to false in /var/lib/kubelet/config.yaml.\nRestart the kubelet: systemctl restart kubelet",
                                null,
                                false),
                        new Finding(
                                control(
                                        "etcd-client-auth",
                                        "etcd demands client certificates",
                                        Severity.HIGH,
                                        Map.of("cis-k8s-1.12", List.of("2.2"))),
                                Verdict.UNKNOWN,
                                "Whether etcd demands certificates could not be found out.",
                                List.of(new Evidence(
                                        "etcds[0].clients.client_cert_auth",
                                        null,
                                        "/proc/812/cmdline",
                                        List.of(),
                                        "permission denied")),
                                0,
                                "Start etcd with --client-cert-auth=true.",
                                null,
                                false),
                        new Finding(
                                control(
                                        "audit-policy",
                                        "The audit policy keeps what matters",
                                        Severity.MEDIUM,
                                        Map.of("cis-k8s-1.12", List.of("3.2.2"))),
                                Verdict.MANUAL,
                                "Whether this policy is enough is yours to judge.",
                                List.of(known("apiservers[0].audit.rules", 12L, "/etc/kubernetes/audit.yaml:1")),
                                0,
                                "Read /etc/kubernetes/audit.yaml.",
                                null,
                                false),
                        new Finding(
                                control(
                                        "apiserver-profiling",
                                        "The API server serves no profiles",
                                        Severity.LOW,
                                        Map.of("cis-k8s-1.12", List.of("1.2.15"))),
                                Verdict.WAIVED,
                                "Profiling is on.",
                                List.of(known("apiservers[0].flag.profiling", true, "default (kube-apiserver v1.36)")),
                                0,
                                "Start kube-apiserver with --profiling=false.",
                                new Waiver(
                                        "apiserver-profiling",
                                        "platform team",
                                        "profiles are needed until the move is done",
                                        LocalDate.parse("2026-03-31"),
                                        null,
                                        "/etc/nodeward/waivers.d/a.yaml:1"),
                                false),
                        new Finding(
                                control(
                                        "proxy-config",
                                        "kube-proxy's configuration is root's only",
                                        Severity.MEDIUM,
                                        Map.of()),
                                Verdict.NOT_APPLICABLE,
                                "There is no kube-proxy here.",
                                List.of(),
                                0,
                                "",
                                null,
                                false)),
                List.of(new Report.Gap("processes", "/proc/77/environ", "permission denied")),
                null);
    }

    /** Whatever a host's files can put into a report is hostile here. */
    static Report hostile() {
        SequencedMap<String, Object> map = new LinkedHashMap<>();
        map.put(HOSTILE, HOSTILE);
        return new Report(
                new Report.Host(HOSTILE, "/mnt/" + HOSTILE, false, true, HOSTILE, HOSTILE, List.of(HOSTILE)),
                List.of("node-default"),
                STARTED,
                1,
                List.of(new Finding(
                        control("some-control", "A control", Severity.HIGH, Map.of()),
                        Verdict.FAIL,
                        "Found " + HOSTILE,
                        List.of(
                                new Evidence(
                                        "pki.files[" + HOSTILE + "].mode",
                                        HOSTILE,
                                        "/etc/" + HOSTILE + ":3",
                                        List.of(new Overridden(HOSTILE, HOSTILE)),
                                        null),
                                new Evidence("a.list", List.of(HOSTILE, "b"), HOSTILE, List.of(), null),
                                new Evidence("a.map", map, "/x%41 y", List.of(), null),
                                new Evidence("a.value", "x".repeat(100_000), "/long", List.of(), null),
                                new Evidence("an.unknown", null, HOSTILE, List.of(), HOSTILE)),
                        7,
                        "Mend " + HOSTILE,
                        null,
                        false)),
                List.of(new Report.Gap(HOSTILE, HOSTILE, HOSTILE)),
                new Comparison(
                        HOSTILE, List.of(new Comparison.Change(HOSTILE, HOSTILE, HOSTILE)), List.of(), List.of()));
    }

    static Control control(String id, String title, Severity severity, Map<String, List<String>> refs) {
        Rule.Condition always = new Rule.Condition(new Constant(true), "true");
        return new Control(
                id,
                title,
                severity,
                new Rule(null, null, always, null, null, null),
                "Because it is so.",
                new Remedy(
                        new Template("Mend it.", List.of(new Template.Part("Mend it.", null))),
                        null,
                        new LinkedHashMap<>()),
                new LinkedHashMap<>(refs),
                List.of(),
                List.of(),
                false);
    }

    private static Evidence known(String fact, @Nullable Object value, String source) {
        return new Evidence(fact, value, source, List.of(), null);
    }
}
