package io.nodeward.profiles.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.Engine;
import io.nodeward.profiles.Sample;
import io.nodeward.profiles.Verdict;
import io.nodeward.profiles.Waivers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalControlsTest {

    private static final Trust ANYBODY = _ -> null;
    private static final Catalogue BUILT_IN = Sample.controls("id: sample\nexpr: live");

    private static final String OURS = """
            controls:
              - id: ours
                title: Our nodes are live
                severity: low
                expr: live && minor > 30
                fail: It is not
                why: We say so
                remedy: {text: Mend it}
            baselines:
              - {id: strict, title: Ours and theirs, version: "1", select: [sample, ours]}
            """;

    @TempDir
    Path directory;

    private Catalogue load() throws IOException, ProblemsException {
        return LocalControls.load(directory, ANYBODY, BUILT_IN, () -> Sample.SCHEMA);
    }

    @Test
    void controlsOfTheHostJoinTheOthers() throws IOException, ProblemsException {
        Files.writeString(directory.resolve("ours.yaml"), OURS);
        Catalogue catalogue = load();
        assertThat(catalogue.controls()).extracting(Control::id).containsExactly("sample", "ours");
        assertThat(catalogue.baselines()).extracting(Baseline::id).containsExactly("strict", "local");
        Baseline local = catalogue.baseline("local");
        assertThat(local).isNotNull();
        List<Control> controls = catalogue.controlsOf(local == null ? List.of() : List.of(local));
        assertThat(controls).extracting(Control::id).containsExactly("ours");
        assertThat(controls.getFirst().local()).isTrue();
        assertThat(Engine.judge(
                                controls.getFirst(),
                                Sample.facts("live", true, "minor", 36),
                                Sample.NOW,
                                Waivers.none())
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void withoutFilesNothingIsLoaded() throws IOException, ProblemsException {
        Catalogue same = LocalControls.load(directory, ANYBODY, BUILT_IN, () -> {
            throw new AssertionError("the schema was asked for");
        });
        assertThat(same).isSameAs(BUILT_IN);
        assertThat(LocalControls.load(directory.resolve("none"), ANYBODY, BUILT_IN, () -> Sample.SCHEMA))
                .isSameAs(BUILT_IN);
    }

    @Test
    void mistakesAreNamedAllAtOnce() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                OURS.replace("id: ours", "id: sample").replace("minor", "mino"));
        Files.writeString(
                directory.resolve("b.yaml"), OURS.replace("strict", "local").replace("low", "lov"));
        Files.writeString(directory.resolve("c.yaml"), OURS);
        Trust distrust = path -> path.endsWith("c.yaml") ? "belongs to mallory" : null;
        ProblemsException exception = catchThrowableOfType(
                ProblemsException.class, () -> LocalControls.load(directory, distrust, BUILT_IN, () -> Sample.SCHEMA));
        assertThat(exception.getMessage().lines().map(line -> line.replace(directory + "/", "")))
                .containsExactly(
                        "a.yaml:2: sample: there is a built-in control of this id",
                        "a.yaml:5: sample: expr: there is no fact, variable or function 'mino' (did you mean minor?)",
                        "a.yaml:10: baseline strict: there is no control ours",
                        "b.yaml:4: ours: there is no severity lov (did you mean low?)",
                        "b.yaml:10: there is another baseline local",
                        "c.yaml: belongs to mallory");
    }

    @Test
    void aHostileFileIsRefusedInGoodTime() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), OURS.replace("live &&", "(".repeat(5000) + "live &&"));
        Files.writeString(directory.resolve("b.yaml"), OURS.replace("live &&", "true && ".repeat(20_000)));
        Files.write(directory.resolve("c.yaml"), new byte[2 << 20]);
        Files.write(directory.resolve("d.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        ProblemsException exception = catchThrowableOfType(ProblemsException.class, this::load);
        assertThat(exception.getMessage()).contains("a.yaml", "b.yaml", "is larger than 1 MiB", "is not UTF-8 text");
    }
}
