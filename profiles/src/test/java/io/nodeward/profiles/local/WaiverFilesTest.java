package io.nodeward.profiles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Finding;
import io.nodeward.profiles.Sample;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waivers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaiverFilesTest {

    private static final Trust ANYBODY = _ -> null;
    private static final Catalogue CATALOGUE = Sample.controls("id: sample\nexpr: live", "id: other\nexpr: secure");

    @TempDir
    Path directory;

    private Waivers load(String host) throws IOException, ProblemsException {
        return WaiverFiles.load(directory, ANYBODY, host, CATALOGUE);
    }

    private List<String> mistakes(Trust trust) {
        ProblemsException exception = catchThrowableOfType(
                ProblemsException.class, () -> WaiverFiles.load(directory, trust, "n1", CATALOGUE));
        assertThat(exception).isNotNull();
        return exception
                .getMessage()
                .lines()
                .map(line -> line.replace(directory + "/", ""))
                .toList();
    }

    private Verdict verdict(Waivers waivers) {
        Finding finding = Sample.judge("expr: live", Sample.facts("live", false), waivers);
        return finding.verdict();
    }

    @Test
    void waiversCountOnTheHostThatTheyName() throws IOException, ProblemsException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "waivers: [{control: sample, owner: ops, reason: x, expires: 2026-12-31, host: n1}]");
        assertThat(verdict(load("n1"))).isEqualTo(Verdict.WAIVED);
        assertThat(verdict(load("n2"))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void noDirectoryMeansNoWaivers() throws IOException, ProblemsException {
        assertThat(verdict(WaiverFiles.load(directory.resolve("none"), ANYBODY, "n1", CATALOGUE)))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void everyMistakeIsNamed() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), """
                waivers:
                  - {control: sampl, owner: ops, reason: x, expires: 2026-12-31}
                  - {control: other, ownr: ops, reason: x, expires: 31.12.2026}
                  - {control: other, owner: ops, expires: 2026-02-30}
                  - other
                """);
        Files.writeString(directory.resolve("b.yaml"), "waiver: []\n");
        Files.writeString(directory.resolve("c.yaml"), "waivers: [\n");
        Files.writeString(directory.resolve("d.yml"), "waivers: []\n");
        assertThat(mistakes(ANYBODY))
                .containsExactly(
                        "a.yaml:2: there is no control sampl (did you mean sample?)",
                        "a.yaml:3: 'ownr' means nothing here (did you mean owner?)",
                        "a.yaml:3: owner is missing",
                        "a.yaml:3: expires has to be a day like 2026-12-31",
                        "a.yaml:4: reason is missing",
                        "a.yaml:4: expires has to be a day like 2026-12-31",
                        "a.yaml:5: waivers has to be a list of mappings",
                        "b.yaml:1: 'waiver' means nothing here (did you mean waivers?)",
                        "c.yaml:2: is not valid YAML",
                        "d.yml: is not read: its name has to end in .yaml");
    }

    @Test
    void filesOfOthersAreRefused() throws IOException, ProblemsException {
        int me = (Integer) Files.getAttribute(directory, "unix:uid");
        Path file = Files.writeString(
                directory.resolve("a.yaml"),
                "waivers: [{control: sample, owner: ops, reason: x, expires: 2026-12-31}]");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(verdict(WaiverFiles.load(directory, Trust.owner(me), "n1", CATALOGUE)))
                .isEqualTo(Verdict.WAIVED);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(mistakes(Trust.owner(me))).containsExactly("a.yaml: can be written by others than its owner");
        assertThat(mistakes(path -> path.endsWith("a.yaml") ? "belongs to mallory" : null))
                .containsExactly("a.yaml: belongs to mallory");
        assertThat(mistakes(path -> path.equals(directory.toRealPath()) ? "belongs to mallory" : null))
                .containsExactly(directory + ": belongs to mallory");
        Files.delete(file);
        Files.createSymbolicLink(file, directory.resolve("b"));
        assertThat(mistakes(ANYBODY)).containsExactly("a.yaml: is not a regular file");
    }
}
