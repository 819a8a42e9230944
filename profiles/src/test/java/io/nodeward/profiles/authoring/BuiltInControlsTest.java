package io.nodeward.profiles.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.CatalogueCodec;
import io.nodeward.profiles.Control;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every control that we ship: its test table, and whether that shows all that the control can come to. */
class BuiltInControlsTest {

    static final Path BASELINES = Path.of("src/main/baselines");

    /** All controls of this directory, read once for all tests. */
    private static final class Holder {
        static final CatalogueCompiler.Result RESULT = read();

        private static CatalogueCompiler.Result read() {
            try {
                return CatalogueCompiler.builtIn(BaselineTool.sources(BASELINES), new Language(Schema.builtIn()));
            } catch (IOException | ProblemsException e) {
                throw new IllegalStateException(Objects.requireNonNull(e.getMessage()), e);
            }
        }
    }

    static CatalogueCompiler.Result compiled() {
        return Holder.RESULT;
    }

    @TestFactory
    Stream<DynamicNode> cases() {
        return compiled().authored().stream().map(BuiltInControlsTest::tests);
    }

    private static DynamicNode tests(Authored authored) {
        String id = authored.control().id();
        List<DynamicNode> tests = new ArrayList<>();
        for (ControlCase row : authored.cases()) {
            String name = id + " " + row.given() + " is " + row.verdict();
            tests.add(dynamicTest(
                    name,
                    () -> assertThat(CaseCheck.run(authored.control(), row)).isNull()));
        }
        tests.add(dynamicTest(
                id + " has a case for all that it can come to",
                () -> assertThat(CaseCheck.uncovered(authored.control(), authored.cases()))
                        .isEmpty()));
        return dynamicContainer(id, tests);
    }

    @Test
    void theCompiledFormIsTheSame() {
        Catalogue compiled = Catalogue.builtIn();
        assertThat(compiled.controls()).hasSameSizeAs(compiled().catalogue().controls());
        assertThat(CatalogueCodec.write(compiled))
                .isEqualTo(CatalogueCodec.write(compiled().catalogue()));
    }

    /** What a benchmark demands of hosts is answered, each by one control (the build sees to "one"). */
    @Test
    void everyRequirementIsAnswered() {
        for (Baseline baseline : compiled().catalogue().baselines()) {
            Set<String> open = new LinkedHashSet<>(baseline.requirements());
            for (Control control : compiled().catalogue().controls()) {
                control.refs().getOrDefault(baseline.id(), List.of()).forEach(open::remove);
            }
            assertThat(open).as(baseline.id()).isEmpty();
        }
    }
}
