package io.nodeward.profiles;

import static io.nodeward.profiles.Sample.facts;
import static io.nodeward.profiles.Sample.file;
import static io.nodeward.profiles.Sample.group;
import static io.nodeward.profiles.Sample.item;
import static io.nodeward.profiles.Sample.judge;
import static io.nodeward.profiles.Sample.known;
import static io.nodeward.profiles.Sample.many;
import static io.nodeward.profiles.Sample.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Overridden;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts, sentences and remedies of whole controls. */
class EngineTest {

    private static final String PORT = """
            for: kubelet in kubelets
            expr: kubelet.port == 0
            fail: Port ${kubelet.port} is open
            remedy: {text: "Set port to 0 in ${kubelet.file.path|its configuration file}"}
            """;

    private static Many.Item kubelet(String key, int minor, long port) {
        return item(
                key,
                group("minor", minor, "port", known(port, "argv of " + key), "file", group("path", "/etc/" + minor)));
    }

    @Test
    void oneItemGoesByTheVariablesName() {
        Finding finding = judge(PORT, facts("kubelets", many("/proc", kubelet("pid 8", 36, 10255))));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.reason()).isEqualTo("Port 10255 is open");
        assertThat(finding.remedy()).isEqualTo("Set port to 0 in /etc/36");
        assertThat(finding.evidence())
                .containsExactly(new Evidence("kubelet.port", 10255L, "argv of pid 8", List.of(), null));
    }

    @Test
    void ofSeveralItemsTheWorstCountsAndIsNamedByItsKey() {
        Group facts = facts(
                "kubelets", many("/proc", kubelet("pid 7", 35, 0), kubelet("pid 8", 36, 1), kubelet("pid 9", 37, 2)));
        Finding finding = judge(PORT, facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.reason()).isEqualTo("Port 1 is open; Port 2 is open");
        assertThat(finding.remedy()).isEqualTo("Set port to 0 in /etc/36\nSet port to 0 in /etc/37");
        assertThat(finding.evidence())
                .extracting(Evidence::fact)
                .containsExactly("kubelets[pid 8].port", "kubelets[pid 9].port");
    }

    @Test
    void aRemedyNamesTheSettingThatWouldUndoIt() {
        Group kubelet = group(
                "port",
                new Known(1L, "/etc/kubelet.d/20.conf:3", List.of(new Overridden(0L, "/etc/36:7"))),
                "file",
                group("path", "/etc/36"));
        Finding finding = judge(PORT, facts("kubelets", many("/proc", item("pid 8", kubelet))));
        assertThat(finding.remedy())
                .isEqualTo("Set port to 0 in /etc/36\n"
                        + "What counts now stands in /etc/kubelet.d/20.conf:3: change it there, or take it out there");
    }

    @Test
    void aRemedyThatNamesThePlaceItselfNeedsNoMore() {
        Group kubelet = group(
                "port",
                new Known(1L, "/etc/36:3", List.of(new Overridden(0L, "default (kubelet v1.36)"))),
                "file",
                group("path", "/etc/36"));
        Finding finding = judge(PORT, facts("kubelets", many("/proc", item("pid 8", kubelet))));
        assertThat(finding.remedy()).isEqualTo("Set port to 0 in /etc/36");
    }

    @Test
    void itemsOfAnInnerListAlwaysShowTheirKey() {
        Finding finding = judge(
                "for: one in pki.files\nexpr: within(one.mode, \"0600\")",
                facts("pki", group("files", many("/pki", file("/a", "0644")))));
        assertThat(finding.evidence()).extracting(Evidence::fact).containsExactly("pki.files[/a].mode");
    }

    @Test
    void manySentencesAreCutShort() {
        Many.Item[] items = new Many.Item[9];
        for (int i = 0; i < 9; i++) {
            items[i] = kubelet("pid " + i, i, i + 1);
        }
        Finding finding = judge(PORT, facts("kubelets", many("/proc", items)));
        assertThat(finding.reason()).startsWith("Port 1 is open; Port 2 is open; Port 3 is open; and so for ");
        assertThat(finding.evidence()).hasSize(9);
    }

    @Test
    void whereThereIsNoneTheControlDoesNotApply() {
        Finding finding = judge(PORT, facts("kubelets", many("processes and units")));
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(finding.reason()).isEqualTo("There is no kubelet here (processes and units).");
        assertThat(finding.remedy()).isEmpty();
    }

    @Test
    void whereTheListIsUnknownSoIsTheVerdict() {
        Finding finding = judge(PORT, facts("kubelets", unknown("permission denied", "/proc")));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.reason()).isEqualTo("kubelets is unknown: permission denied (/proc)");
        assertThat(finding.remedy()).isEqualTo("Set port to 0 in its configuration file");
    }

    @Test
    void anUnknownItemIsWorseThanAPassAndBetterThanAFail() {
        Many.Item gone = item("pid 8", unknown("it ended", "/proc/8"));
        assertThat(judge(PORT, facts("kubelets", many("/proc", kubelet("pid 7", 36, 0), gone)))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(judge(PORT, facts("kubelets", many("/proc", kubelet("pid 7", 36, 1), gone)))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void appliesDecidesFirst() {
        String control = "applies: minor >= 31\nexpr: live";
        Finding finding = judge(control, facts("minor", 30, "live", false));
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(finding.reason()).isEqualTo("It applies where minor >= 31; here minor is 30.");
        assertThat(judge(control, facts("minor", unknown("x", "y"), "live", true))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(judge(control, facts("minor", 31, "live", false)).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void itemsThatTheControlIsNotAboutDoNotCount() {
        String control = "for: kubelet in kubelets\napplies: kubelet.minor > 30\nexpr: kubelet.port == 0";
        Finding finding =
                judge(control, facts("kubelets", many("/proc", kubelet("pid 7", 20, 1), kubelet("pid 8", 36, 0))));
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.reason()).isEqualTo("All is well");
    }

    @Test
    void aPersonDecidesWhereTheControlSaysSo() {
        assertThat(judge("expr: live\nmanual: Look at it", facts("live", false)))
                .returns(Verdict.MANUAL, Finding::verdict)
                .returns("Look at it", Finding::reason);
        String some = "expr: live\nfail: It is bad\nmanual: {where: minor > 30, reason: Look at it}";
        assertThat(judge(some, facts("live", false, "minor", 31)).verdict()).isEqualTo(Verdict.MANUAL);
        assertThat(judge(some, facts("live", false, "minor", 30)).reason()).isEqualTo("It is bad");
        assertThat(judge(some, facts("live", false, "minor", unknown("x", "y"))).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(judge(some, facts("live", true)).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void sentencesShowDurationsAndListsAsPeopleWriteThem() {
        Group facts = facts(
                "live",
                false,
                "timeout",
                java.time.Duration.ofMinutes(90),
                "modes",
                List.of("Node", "RBAC"),
                "name",
                "");
        String control =
                "expr: live\nfail: \"${timeout} ${modes} ${name|no name} ${modes[7]} ${share > 1.0 || live|?}\"";
        assertThat(judge(control, facts).reason()).isEqualTo("1h30m0s Node, RBAC no name <modes[7]> ?");
    }

    @Test
    void aProbeThatFailsSpoilsItsOwnFindingOnly() {
        Group facts = Group.lazy(List.of("live", "secure"), name -> {
            if (name.equals("live")) {
                throw new IllegalStateException("no");
            }
            return known(true, "x");
        });
        Catalogue catalogue = Sample.controls("id: a\nexpr: live", "id: b\nexpr: secure");
        List<Finding> findings = Engine.judge(catalogue.controls(), facts, Sample.NOW, Waivers.none());
        assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.UNKNOWN, Verdict.PASS);
        assertThat(findings.getFirst().reason()).contains("nodeward itself failed here (IllegalStateException)");
    }

    @Test
    void controlsNameTheFactsThatTheyRead() {
        Catalogue catalogue = Sample.controls("""
                id: a
                for: kubelet in kubelets
                applies: size(kubelet.modes) > 0
                expr: kubelet.file.mode == "0600" && pki.files.filter(f, f.path != "").all(f, f.mode == kubelet.file.mode)
                """);
        assertThat(catalogue.controls().iterator().next().rule().facts())
                .containsExactly("kubelets.modes", "kubelets.file.mode", "pki.files.path", "pki.files.mode");
    }
}
