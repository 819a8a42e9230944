package io.nodeward.profiles;

import static io.nodeward.profiles.Sample.demand;
import static io.nodeward.profiles.Sample.facts;
import static io.nodeward.profiles.Sample.file;
import static io.nodeward.profiles.Sample.group;
import static io.nodeward.profiles.Sample.item;
import static io.nodeward.profiles.Sample.known;
import static io.nodeward.profiles.Sample.many;
import static io.nodeward.profiles.Sample.overriding;
import static io.nodeward.profiles.Sample.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions come to where facts are missing, and which facts are named as the reason. */
class EvaluationTest {

    private static final Unknown GONE = unknown("permission denied", "/etc/x");

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            live && secure        ; false   ; unknown ; FAIL    ; live
            live && secure        ; unknown ; false   ; FAIL    ; secure
            live && secure        ; true    ; unknown ; UNKNOWN ; secure
            live && secure        ; unknown ; unknown ; UNKNOWN ; live secure
            live && secure        ; false   ; false   ; FAIL    ; live secure
            live && secure        ; true    ; true    ; PASS    ; live secure
            live && secure        ; true    ; false   ; FAIL    ; secure
            live || secure        ; true    ; unknown ; PASS    ; live
            live || secure        ; unknown ; true    ; PASS    ; secure
            live || secure        ; false   ; unknown ; UNKNOWN ; secure
            live || secure        ; false   ; false   ; FAIL    ; live secure
            !(live && secure)     ; false   ; unknown ; PASS    ; live
            !live                 ; unknown ; true    ; UNKNOWN ; live
            live ? secure : !secure ; true  ; true    ; PASS    ; live secure
            live ? secure : !secure ; unknown ; true  ; UNKNOWN ; live
            live ? secure : true  ; true    ; unknown ; UNKNOWN ; secure
            live == secure        ; true    ; unknown ; UNKNOWN ; secure
            live != secure        ; true    ; false   ; PASS    ; live secure
            (live == true) && secure ; unknown ; false ; FAIL   ; secure
            """)
    void missingFactsAreNeverPassed(String expression, String live, String secure, Verdict verdict, String facts) {
        Finding finding = demand(expression, facts("live", truth(live), "secure", truth(secure)));
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(named(finding)).containsExactly(facts.split(" "));
    }

    private static Object truth(String text) {
        return text.equals("unknown") ? GONE : Boolean.valueOf(text);
    }

    private static List<String> named(Finding finding) {
        return finding.evidence().stream().map(Evidence::fact).toList();
    }

    @Test
    void evidenceHasValueSourceAndWhatItOverrode() {
        Finding finding = demand("minor < 10", facts("minor", overriding(36L, "argv of pid 8", 5L, "/etc/a:3")));
        assertThat(finding.evidence())
                .containsExactly(
                        new Evidence("minor", 36L, "argv of pid 8", List.of(new Overridden(5L, "/etc/a:3")), null));
    }

    @Test
    void ofAllEveryFailingItemIsNamed() {
        Group facts =
                facts("pki", group("files", many("/pki", file("/a", "0644"), file("/b", "0600"), file("/c", "0666"))));
        Finding finding = demand("pki.files.all(f, within(f.mode, '0600'))", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.evidence())
                .containsExactly(
                        new Evidence("pki.files[/a].mode", "0644", "/a", List.of(), null),
                        new Evidence("pki.files[/c].mode", "0666", "/c", List.of(), null));
    }

    @Test
    void ofAllEveryItemIsNamedWhenAllAreWell() {
        Group facts = facts("pki", group("files", many("/pki", file("/a", "0600"), file("/b", "0400"))));
        Finding finding = demand("pki.files.all(f, within(f.mode, '0600'))", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(named(finding)).containsExactly("pki.files[/a].mode", "pki.files[/b].mode");
    }

    @Test
    void ofExistsEveryItemThatFitsIsNamed() {
        Group facts = facts("pki", group("files", many("/pki", file("/a", "0644"), file("/b", "0600"))));
        Finding finding = demand("!pki.files.exists(f, !within(f.mode, '0600'))", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(named(finding)).containsExactly("pki.files[/a].mode");
    }

    @Test
    void aFailingItemDecidesThoughAnotherIsUnknown() {
        Group facts = facts("pki", group("files", many("/pki", file("/a", "0644"), item("/b", GONE))));
        assertThat(demand("pki.files.all(f, f.mode == '0600')", facts).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(demand("pki.files.all(f, f.mode != '0600')", facts).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("pki.files.exists(f, f.mode == '0644')", facts).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(demand("pki.files.exists(f, f.mode == '0666')", facts).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(named(demand("pki.files.exists(f, f.mode == '0666')", facts)))
                .containsExactly("pki.files[/b].mode");
    }

    @Test
    void anEmptyListIsEvidenceItself() {
        Group facts = facts("pki", group("files", many("/etc/kubernetes/pki")));
        Finding finding = demand("pki.files.all(f, f.mode == '0600')", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.evidence())
                .containsExactly(new Evidence("pki.files", List.of(), "/etc/kubernetes/pki", List.of(), null));
    }

    @Test
    void sizesAreAboutTheListAsAWhole() {
        Group facts = facts("pki", group("files", many("/pki", file("/a", "0644"))));
        Finding finding = demand("size(pki.files) == 0", facts);
        assertThat(finding.evidence())
                .containsExactly(new Evidence("pki.files", List.of("/a"), "/pki", List.of(), null));
    }

    /** It stands for all that could not be seen, be it none or many. */
    @Test
    void anItemThatIsUnknownIsNotCountedAlone() {
        Group hidden = facts("pki", group("files", many("/pki", item("/b", GONE))));
        assertThat(demand("size(pki.files) == 0", hidden).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("size(pki.files) > 0", hidden).verdict()).isEqualTo(Verdict.UNKNOWN);
        Group some = facts("pki", group("files", many("/pki", file("/a", "0644"), item("/b", GONE))));
        assertThat(demand("size(pki.files) == 0", some).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(demand("size(pki.files) > 0", some).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aListInOneFactIsShownAsThatFact() {
        Finding finding = demand("modes.all(m, m != 'AlwaysAllow')", facts("modes", List.of("Node", "AlwaysAllow")));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.evidence())
                .containsExactly(
                        new Evidence("modes", List.of("Node", "AlwaysAllow"), "source of modes", List.of(), null));
    }

    @Test
    void entriesOfAMapAreShownByThemselves() {
        Group facts = facts("gates", known(Map.of("Alpha", true), "argv"));
        Finding finding = demand("!('Alpha' in gates && gates.Alpha)", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.evidence()).contains(new Evidence("gates[Alpha]", true, "argv", List.of(), null));
        assertThat(demand("gates['Beta']", facts).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("has(gates.Beta)", facts).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aMapMayBeAGroupWithASourceForEachEntry() {
        Group facts = facts("gates", group("Alpha", known(true, "line 3"), "Beta", GONE));
        assertThat(demand("!gates.Alpha", facts).evidence().getFirst().source()).isEqualTo("line 3");
        assertThat(demand("gates.Beta", facts).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("'Gamma' in gates", facts).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(demand("gates.all(g, g.startsWith('A'))", facts).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(demand("size(gates) == 2", facts).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void partsOfAnUnknownFactAreUnknownUnderTheirOwnName() {
        Finding finding = demand("file.mode == '0600'", facts("file", GONE));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.evidence())
                .containsExactly(new Evidence("file.mode", null, "/etc/x", List.of(), "permission denied"));
        assertThat(finding.reason()).isEqualTo("file.mode is unknown: permission denied (/etc/x)");
    }

    @Test
    void factsThatNoProbeGaveAreUnknown() {
        assertThat(demand("live", facts()).verdict()).isEqualTo(Verdict.UNKNOWN);
        Finding finding = demand("file.mode != '0777'", facts("file", group("path", "/x")));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.reason()).contains("file.mode", "no probe gave it");
    }

    @Test
    void factsOfAnotherTypeThanDeclaredAreUnknown() {
        assertThat(demand("minor > 3", facts("minor", "36")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("minor != 3", facts("minor", "36")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("live", facts("live", "true")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("!live", facts("live", 1)).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("modes.all(m, true)", facts("modes", "x")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("file.mode == ''", facts("file", "x")).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("size(pki.files) == 0", facts("pki", group("files", group())))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(demand("gates.all(g, false)", facts("gates", many("/"))).verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void optionalFactsCanBeAskedFor() {
        Group without = facts("file", group("mode", "0600"));
        Group with = facts("file", group("note", "x"));
        Group unknown = facts("file", group("note", GONE));
        assertThat(demand("has(file.note)", with).verdict()).isEqualTo(Verdict.PASS);
        assertThat(demand("has(file.note)", unknown).verdict()).isEqualTo(Verdict.UNKNOWN);
        Finding absent = demand("has(file.note)", without);
        assertThat(absent.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(absent.evidence()).containsExactly(new Evidence("file.note", null, "not set", List.of(), null));
        assertThat(demand("file.note == ''", without).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            modes[3] == 'x'                  ; there is no item 3 in a list of 1
            modes[-1] == 'x'                 ; there is no item -1 in a list of 1
            labels['a'] == 'x'               ; there is no entry a
            minor / 0 == 1                   ; divided by zero
            minor % 0 == 1                   ; divided by zero
            minor * 9223372036854775807 == 1 ; too large
            within(name, '0600')             ; this is not what it takes: n1, 0600
            """)
    void stepsThatFailAreUnknownWithAReason(String expression, String reason) {
        Group facts = facts("modes", List.of("a"), "labels", Map.of("b", "c"), "minor", 36, "name", "n1");
        Finding finding = demand(expression, facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.reason()).contains(reason);
        assertThat(finding.evidence()).isNotEmpty();
        assertThat(finding.expected()).isFalse();
        assertThat(demand("(" + expression + ") && false", facts).verdict())
                .as("what is false decides all the same")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void whatOnlyALiveHostTellsIsExpectedToBeUnknown() {
        Unknown offline = new Unknown("only a live host can tell", "/proc", true);
        assertThat(demand("live", facts("live", offline)).expected()).isTrue();
        assertThat(demand("live && secure", facts("live", offline, "secure", GONE))
                        .expected())
                .isFalse();
        assertThat(demand("live && secure", facts("live", offline, "secure", false))
                        .expected())
                .isFalse();
    }

    @Test
    void filtersKeepWhatDecided() {
        Group facts = facts("pki", group("files", many("/pki", file("/a", "0644"), file("/b", "0600"))));
        Finding finding = demand("pki.files.filter(f, f.path == '/a').all(f, f.mode == '0600')", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(named(finding)).containsExactly("pki.files[/a].mode");
        finding = demand("size(pki.files.filter(f, f.mode == '0600')) == 2", facts);
        assertThat(named(finding)).containsExactly("pki.files[/a].mode", "pki.files[/b].mode");
        finding = demand("'/c' in pki.files.map(f, f.path)", facts);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(named(finding)).containsExactly("pki.files[/a].path", "pki.files[/b].path");
        Group unsure = facts("pki", group("files", many("/pki", file("/a", "0644"), item("/b", GONE))));
        assertThat(demand("pki.files.filter(f, f.path == '/a').all(f, f.mode == '0600')", unsure)
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void eachFactIsNamedOnce() {
        Finding finding = demand("minor > 3 && minor > 4 && minor < 9", facts("minor", 36));
        assertThat(named(finding)).containsExactly("minor");
    }
}
