package io.nodeward.profiles.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test tables find controls that do not do what they say. */
class CaseCheckTest {

    private static List<String> mistakes(String rule, String... cases) throws ProblemsException {
        StringBuilder text =
                new StringBuilder("controls:\n- id: a\n  title: T\n  severity: low\n  why: W\n  remedy: {text: R}\n");
        text.append(rule.indent(2)).append("  cases:\n");
        for (String row : cases) {
            text.append("  - ").append(row).append('\n');
        }
        return CaseCheck.all(
                CatalogueCompiler.builtIn(List.of(new SourceFile("a.yaml", text.toString())), Sample.LANGUAGE)
                        .authored()
                        .getFirst());
    }

    @Test
    void casesThatComeOutOtherwise() throws ProblemsException {
        assertThat(mistakes(
                        "expr: live\nfail: F",
                        "{given: {live: true}, verdict: FAIL}",
                        "{given: {live: false}, verdict: PASS}",
                        "{given: {live: unreadable}, verdict: UNKNOWN}"))
                .containsExactly(
                        "a.yaml:10: a {live: true} is PASS, not FAIL: T",
                        "a.yaml:11: a {live: false} is FAIL, not PASS: F");
    }

    @Test
    void factsThatTheCaseLeavesOut() throws ProblemsException {
        assertThat(mistakes("expr: live && secure\nfail: F", "{given: {live: true}, verdict: UNKNOWN}"))
                .contains("a.yaml:10: a {live: true} the case has to give secure");
        assertThat(mistakes("expr: live && secure\nfail: F", "{given: {live: false}, verdict: FAIL}"))
                .as("secure does not matter")
                .noneMatch(mistake -> mistake.contains("has to give"));
        assertThat(mistakes(
                        "for: k in kubelets\nexpr: k.minor > 3\nfail: F", "{given: {live: true}, verdict: UNKNOWN}"))
                .contains("a.yaml:11: a {live: true} the case has to give kubelets");
    }

    @Test
    void verdictsThatNoCaseShows() throws ProblemsException {
        assertThat(mistakes("expr: live\nfail: F", "{given: {live: true}, verdict: PASS}"))
                .containsExactly("a.yaml:2: a: no case shows FAIL", "a.yaml:2: a: no case shows UNKNOWN");
        assertThat(mistakes("for: k in kubelets\nexpr: k.minor > 3\nmanual: M", "{given: {k.minor: 4}, verdict: PASS}"))
                .containsExactly(
                        "a.yaml:2: a: no case shows UNKNOWN",
                        "a.yaml:2: a: no case shows MANUAL",
                        "a.yaml:2: a: no case shows NOT_APPLICABLE");
        assertThat(mistakes("expr: \"false\"\nmanual: M", "{given: {}, verdict: MANUAL}"))
                .as("nothing is read, nothing is good")
                .isEmpty();
    }

    @Test
    void everyWayToGiveFacts() throws ProblemsException {
        assertThat(mistakes(
                        """
                        for: k in kubelets
                        applies: size(k.modes) > 0
                        expr: k.file.mode == "0600" && !("A" in k.gates && k.gates.A) && timeout > duration("1h") && expiry > now
                        fail: F
                        """,
                        "{given: {k: {modes: [a], file.mode: 0600, gates: {}}, timeout: 1h1s, expiry: 2026-01-02T00:00:00Z}, verdict: PASS}",
                        "{given: {k.modes: [a], k.file: {mode: '0600'}, k.gates.A: true}, verdict: FAIL}",
                        "{given: {kubelets: [{modes: []}, {modes: [a], file.mode: '0644'}]}, verdict: FAIL}",
                        "{given: {kubelets: [{modes: []}, unreadable]}, verdict: UNKNOWN}",
                        "{given: {k.modes: [a, unreadable], k.file: unreadable, k.gates: absent, timeout: 2h, expiry: 2027-01-01T00:00:00+01:00}, verdict: UNKNOWN}",
                        "{given: {k: unreadable}, verdict: UNKNOWN}",
                        "{given: {kubelets: offline}, verdict: UNKNOWN}",
                        "{given: {k: absent}, verdict: NOT_APPLICABLE}",
                        "{given: {k.modes: []}, verdict: NOT_APPLICABLE}"))
                .isEmpty();
    }
}
