package io.nodeward.profiles.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong in baseline files is said with file, line and control, all at once. */
class CatalogueCompilerTest {

    private static final String SOUND = """
            controls:
              - id: sound
                title: All is well
                severity: high
                expr: live
                fail: It is not
                why: Because
                remedy: {text: Mend it}
                cases: [{given: {live: true}, verdict: PASS}]
            """;

    private static List<String> mistakes(String text) {
        return mistakes(new SourceFile("a.yaml", text));
    }

    private static List<String> mistakes(SourceFile... files) {
        ProblemsException exception = catchThrowableOfType(
                ProblemsException.class, () -> CatalogueCompiler.builtIn(List.of(files), Sample.LANGUAGE));
        assertThat(exception).isNotNull();
        return exception.getMessage().lines().toList();
    }

    @Test
    void whatIsMissing() {
        assertThat(mistakes("controls:\n  - id: a\n"))
                .containsExactly(
                        "a.yaml:2: a: title is missing",
                        "a.yaml:2: a: severity is missing",
                        "a.yaml:2: a: why is missing",
                        "a.yaml:2: a: expr is missing",
                        "a.yaml:2: a: fail is missing",
                        "a.yaml:2: a: remedy is missing",
                        "a.yaml:2: a: cases are missing");
    }

    @Test
    void whatCannotBe() {
        String text = """
                controls:
                  - id: Not An Id
                    titel: x
                    title: x
                    severity: severe
                    expr: minor
                    fail: x
                    why: ""
                    why: x
                    remedy: {text: x, set: {a: 1}}
                    links: [http://example.org]
                    cases: []
                """;
        assertThat(mistakes(text))
                .containsExactly(
                        "a.yaml:2: Not An Id: id has to be lower case words with dashes between them",
                        "a.yaml:3: Not An Id: 'titel' means nothing here (did you mean title?)",
                        "a.yaml:5: Not An Id: there is no severity severe",
                        "a.yaml:6: Not An Id: expr has to be true or false, this is int",
                        "a.yaml:9: Not An Id: why stands here twice",
                        "a.yaml:10: Not An Id: set says what an action does, but there is no action",
                        "a.yaml:11: Not An Id: a link has to begin with https://");
    }

    @Test
    void expressions() {
        assertThat(of("expr: liv"))
                .containsExactly("expr: there is no fact, variable or function 'liv' (did you mean live?)");
        assertThat(of("expr: file.mod == ''"))
                .containsExactly("expr: there is no fact 'mod' here (did you mean mode?)");
        assertThat(of("for: k in kubelets\n    expr: k.file.ownr == '' || k.modes.exists(m, k.file.pth == m)"))
                .containsExactly(
                        "expr: there is no fact 'ownr' here (did you mean owner?)",
                        "expr: there is no fact 'pth' here (did you mean path?)");
        assertThat(of("expr: minor == '3'")).containsExactly("expr: '==' does not work on (int, string)");
        assertThat(of("expr: minor == 3.0")).containsExactly("expr: '==' does not work on (int, double)");
        assertThat(of("expr: name.matches('a*')"))
                .containsExactly("expr: matches() is not part of the language: a pattern could take forever");
        assertThat(of("expr: int(name) == 3"))
                .containsExactly("expr: int() is not part of the language: facts have their types");
        assertThat(of("expr: has(file.mode)"))
                .containsExactly("expr: has(mode) says nothing: that fact is there, or UNKNOWN by itself");
        assertThat(of("expr: file == file"))
                .containsExactly("expr: groups of facts cannot be compared as a whole: compare their parts");
        assertThat(of("expr: pki.files == []"))
                .containsExactly("expr: groups of facts cannot be compared as a whole: compare their parts");
        assertThat(of("expr: name in [1, 'a']")).containsExactly("expr: this mixes values of different types");
        assertThat(of("expr: \"{'a': 1}.a == 1\"")).containsExactly("expr: maps and structs can be read, but not made");
        assertThat(of("expr: name != null")).isNotEmpty();
        assertThat(of("expr: duration(name) == timeout"))
                .containsExactly("expr: duration() takes a literal such as \"720h\"");
        assertThat(of("expr: timeout < duration('3 days')"))
                .containsExactly("expr: duration() takes a literal such as \"720h\"");
        assertThat(of("expr: live &&")).isNotEmpty();
        assertThat(of("expr: 1u == 1u"))
                .containsExactly("expr: there are no unsigned numbers and no bytes among the facts");
        assertThat(of("for: kubelets\n    expr: live")).containsExactly("for has to be like: kubelet in kubelets");
        assertThat(of("for: k in minor\n    expr: live")).containsExactly("for: minor is not a list");
        assertThat(of("for: live in kubelets\n    expr: live"))
                .containsExactly("for: live is the name of a fact already");
        assertThat(of("applies: minor\n    expr: live"))
                .containsExactly("applies has to be true or false, this is int");
        assertThat(of("expr: live\n    manual: look"))
                .containsExactly("fail and manual exclude each other; where only some cases need a person,"
                        + " write manual: {where: …, reason: …}");
    }

    /** The mistakes of a control that is sound but for these lines. */
    private static List<String> of(String lines) {
        String text = SOUND.replace("expr: live", lines).replace("[{given: {live: true}, verdict: PASS}]", "[]");
        return mistakes(text).stream()
                .map(line -> line.substring(line.indexOf(": sound: ") + ": sound: ".length()))
                .toList();
    }

    @Test
    void linesOfExpressionsThatSpanSeveral() {
        String text = SOUND.replace("expr: live", "expr: |\n      live &&\n      secur &&\n      minor == ''");
        assertThat(mistakes(text).getFirst()).startsWith("a.yaml:7: sound: expr: there is no fact");
        assertThat(mistakes(text).get(1)).startsWith("a.yaml:8: sound: expr: '==' does not work");
    }

    @Test
    void placesInSentences() {
        String text = SOUND.replace("It is not", "\"${mino} ${file}\"").replace("Mend it", "\"${name\"");
        assertThat(mistakes(text))
                .containsExactly(
                        "a.yaml:6: sound: fail: there is no fact, variable or function 'mino' (did you mean minor?)",
                        "a.yaml:6: sound: fail: file cannot be shown in a sentence",
                        "a.yaml:8: sound: text: ${ is not closed");
    }

    @Test
    void controlsThatGetInEachOthersWay() {
        String baselines = """
                benchmarks: {stig: The STIG}
                baselines:
                  - {id: cis-k8s-1.12, title: CIS, version: "1", select: {benchmark: cis-k8s-1.12}, requirements: [1.1..3, "2.7"]}
                  - {id: mine, title: Mine, version: "1", select: [sound, other, othr]}
                """;
        String other =
                SOUND.replace("id: sound", "id: other\n    refs: {cis-k8s-1.12: [\"1.2\", \"1.4\"], stig: [V-1]}");
        String third =
                other.replace("id: other", "id: third").replace("1.4", "2.7").replace("stig", "stg");
        assertThat(mistakes(
                        new SourceFile("a.yaml", SOUND),
                        new SourceFile("b.yaml", SOUND),
                        new SourceFile("c.yaml", other),
                        new SourceFile("d.yaml", third),
                        new SourceFile("e.yaml", baselines)))
                .containsExactly(
                        "b.yaml:2: sound: there is another control of this id in a.yaml:2",
                        "c.yaml:2: other: refs: cis-k8s-1.12 has no requirement 1.4 on hosts",
                        "d.yaml:2: third: refs: cis-k8s-1.12 1.2 is answered by other already",
                        "d.yaml:2: third: refs: there is no benchmark stg (did you mean stig?)",
                        "e.yaml:4: baseline mine: there is no control othr (did you mean other?)");
    }

    @Test
    void baselinesChooseTheirControls() throws ProblemsException {
        String baselines = """
                baselines:
                  - {id: cis, title: CIS, version: "1.0", select: {benchmark: cis, controls: [sound], without: [third]}}
                  - {id: all, title: All, version: "2", select: all}
                """;
        String other = SOUND.replace("id: sound", "id: other\n    refs: {cis: [\"1\"]}");
        String third = SOUND.replace("id: sound", "id: third\n    refs: {cis: [\"2\"]}");
        Catalogue catalogue = CatalogueCompiler.builtIn(
                        List.of(
                                new SourceFile("b.yaml", baselines),
                                new SourceFile("c.yaml", other),
                                new SourceFile("d.yaml", third),
                                new SourceFile("e.yaml", SOUND)),
                        Sample.LANGUAGE)
                .catalogue();
        assertThat(catalogue.baselines()).extracting(Baseline::id).containsExactly("cis", "all");
        assertThat(catalogue.controlsOf(catalogue.baselines()))
                .extracting(Control::id)
                .containsExactly("other", "third", "sound");
        Baseline cis = catalogue.baseline("cis");
        assertThat(cis == null ? List.of() : cis.controls()).containsExactly("other", "sound");
    }

    @Test
    void casesAreCheckedAgainstTheSchema() {
        String text = SOUND.replace(
                "cases: [{given: {live: true}, verdict: PASS}]", """
                cases:
                  - {given: {live: "true"}, verdict: PASS}
                  - {given: {minor: x}, verdict: PAS}
                  - {given: {liv: true}, verdict: PASS}
                  - {given: {live: absent}, verdict: PASS}
                  - {given: {live: true, live: false}, verdict: PASS}
                  - {given: {pki.files.mode: "0600"}, verdict: PASS}
                  - {given: {pki.files: [{mod: "0600"}]}, verdict: PASS}
                  - {given: {timeout: 3 days, expiry: tomorrow}, verdict: PASS}
                  - {verdict: WAIVED}
                  - {given: {live: true}, verdict: PASS, now: soon}
                """.indent(4).strip());
        assertThat(mistakes(text))
                .containsExactly(
                        "a.yaml:10: sound: live has to be of type bool",
                        "a.yaml:11: sound: a case cannot have the verdict PAS (did you mean PASS?)",
                        "a.yaml:11: sound: minor has to be of type int",
                        "a.yaml:12: sound: there is no fact liv (did you mean live?)",
                        "a.yaml:13: sound: live is always there: it can be unreadable, but not absent",
                        "a.yaml:14: sound: live is given twice",
                        "a.yaml:15: sound: files is a list: give it as files: [{…}]",
                        "a.yaml:16: sound: there is no fact pki.files[].mod (did you mean mode?)",
                        "a.yaml:17: sound: timeout has to be of type duration",
                        "a.yaml:17: sound: expiry has to be of type timestamp",
                        "a.yaml:18: sound: a case cannot have the verdict WAIVED",
                        "a.yaml:18: sound: a case needs given: {fact: value, …}",
                        "a.yaml:19: sound: now has to be like 2026-01-31T00:00:00Z");
    }

    @Test
    void filesThatAreNoBaselines() {
        assertThat(mistakes("- a\n"))
                .containsExactly("a.yaml:1: a file of controls is a mapping with controls: or baselines:");
        assertThat(mistakes("controls: [\n")).first().asString().contains("is not valid YAML");
        assertThat(mistakes("controls: 3\n")).containsExactly("a.yaml:1: controls has to be a list");
        assertThat(mistakes("control: []\n"))
                .containsExactly("a.yaml:1: 'control' means nothing here (did you mean controls?)");
    }
}
