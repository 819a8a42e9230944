package io.nodeward.profiles.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Families of controls. */
class RowsTest {

    private final Problems problems = new Problems();

    private List<YamlNode> expand(String text) throws YamlSyntaxException {
        YamlNode item = Objects.requireNonNull(YamlReader.first(text));
        assertThat(Rows.has(item)).isTrue();
        return new Rows("a.yaml", problems).expand(item);
    }

    private List<String> mistakes() {
        try {
            problems.throwIfAny();
            return List.of();
        } catch (ProblemsException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    @Test
    void everyRowIsAControlOfItsOwnLine() throws YamlSyntaxException {
        List<YamlNode> all = expand("""
                template: {id: a-$(n), refs: $(refs), k.$(n): [x $(n) $(n)]}
                rows:
                  - {n: 1, refs: {b: [c]}}
                  - {n: 2, refs: {}}
                """);
        assertThat(mistakes()).isEmpty();
        assertThat(all).hasSize(2);
        Mapping second = (Mapping) all.get(1);
        assertThat(second.line()).isEqualTo(4);
        assertThat(((Scalar) Objects.requireNonNull(second.get("id"))).text()).isEqualTo("a-2");
        assertThat(((Mapping) Objects.requireNonNull(((Mapping) all.getFirst()).get("refs"))).get("b"))
                .isInstanceOf(Sequence.class);
        Sequence list = (Sequence) Objects.requireNonNull(second.get("k.2"));
        assertThat(((Scalar) list.items().getFirst()).text()).isEqualTo("x 2 2");
    }

    @Test
    void mistakesNameTheRow() throws YamlSyntaxException {
        expand("template: {id: a-$(n)}\nrows:\n  - {n: 1}\n  - {m: 2}\n  - {n: [3]}\n  - x\n");
        assertThat(mistakes()).hasSize(3);
        assertThat(mistakes().getFirst()).contains(":4").contains("this row has no n");
    }

    @Test
    void aFamilyNeedsBoth() throws YamlSyntaxException {
        expand("rows: []\n");
        assertThat(mistakes()).hasSize(1);
    }
}
