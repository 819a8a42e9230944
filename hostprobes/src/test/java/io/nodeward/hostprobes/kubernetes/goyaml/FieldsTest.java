package io.nodeward.hostprobes.kubernetes.goyaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.kubernetes.goyaml.Decoding.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was expected of JSON here was run against the kubelet's decoder of v1.36.3 (util/codec: DecodeKubeletConfiguration). */
class FieldsTest {

    private static Decoding exact(String text) throws GoYamlException {
        return new Decoding(GoYaml.read(text), Names.EXACT);
    }

    // encoding/json decode.go: literalStore
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bool|yes|true",
                "bool|\"true\"|wrong",
                "bool|1|wrong",
                "bool|~|absent",
                "*bool|no|false",
                "string|abc|abc",
                "string|12|wrong",
                "string|'12'|12",
                "string|true|wrong",
                "int32|0x10|16",
                "int32|1.0|1",
                "int32|1.5|wrong",
                "int32|1e3|1000",
                "int32|2147483648|wrong",
                "int64|2147483648|2147483648",
                "int64|9223372036854775808|wrong",
                "uint32|4294967295|4294967295",
                "uint32|-1|wrong",
                "int32|\"1\"|wrong",
                "float64|1|1.0",
                "float64|1e21|1.0E21",
                "duration|5m|PT5M",
                "duration|300|wrong",
                "duration|''|wrong",
                "duration|~|wrong",
                "*duration|~|absent",
                "quantity|1|1",
                "quantity|100Mi|100Mi",
                "[]string|[a, ~]|[a, ]",
                "[]string|[1]|wrong",
                "[]string|a|wrong",
                "[]string|~|absent",
                "[]string|[]|[]",
                "[]int32|[1, 0x2]|[1, 2]",
                "map[string]bool|{a: yes, b: ~}|{a=true, b=false}",
                "map[string]bool|{a: 1}|wrong",
                "map[string][]string|{a: [b]}|{a=[b]}",
                "map[string]string|[]|wrong"
            })
    void decodesTypes(String type, String written, String expected) throws GoYamlException {
        GoType<?> named = GoType.named(type);
        assertThat(named).isNotNull();
        Decoding decoding = exact("k: " + written + "\n");
        Field<?> field = named == null ? new Field.Absent<>(0) : decoding.root().get("k", named);
        String found = switch (field) {
            case Field.Present<?> present -> present.value().toString();
            case Field.Absent<?> _ -> "absent";
            case Field.Wrong<?> _ -> "wrong";
        };
        assertThat(found).isEqualTo(expected);
        assertThat(decoding.errors().isEmpty()).isEqualTo(!expected.equals("wrong"));
    }

    @Test
    void structsHaveNoTypeOfTheirOwn() {
        assertThat(GoType.named("object")).isNull();
        assertThat(GoType.named("[]object")).isNull();
        assertThat(GoType.named("map[string]object")).isNull();
    }

    @Test
    void jsonNumbersAreTakenToTheLetter() throws GoYamlException {
        Decoding decoding = exact("{\"a\": 1.0, \"b\": 1e2, \"c\": 10}");
        assertThat(decoding.root().integer("a").present()).isFalse();
        assertThat(decoding.root().integer("b").present()).isFalse();
        assertThat(decoding.root().integer("c").or(0L)).isEqualTo(10);
    }

    @Test
    void namesWhatIsWrongAndWhereButNotTheValue() throws GoYamlException {
        Decoding decoding = exact("a:\n  b:\n  - c: hunter2\n");
        Fields inner = decoding.root().object("a");
        assertThat(inner).isNotNull();
        if (inner != null) {
            assertThat(inner.objects("b").getFirst().bool("c"))
                    .isEqualTo(new Field.Wrong<>("a.b[0].c is a string that is not a boolean", 3));
        }
        assertThat(decoding.refusal(false)).isEqualTo(new Problem("a.b[0].c is a string that is not a boolean", 3));
    }

    @Test
    void whatNobodyAsksForIsUnknown() throws GoYamlException {
        Decoding decoding = exact("a: 1\nb: {c: 1}\nB: 2\nd: 3\n");
        decoding.root().integer("a");
        decoding.root().object("b");
        decoding.root().ignore("d");
        assertThat(decoding.errors()).isEmpty();
        assertThat(decoding.strictErrors())
                .containsExactly(new Problem("there is no field B", 3), new Problem("there is no field b.c", 2));
        assertThat(decoding.refusal(false)).isNull();
        assertThat(decoding.refusal(true)).isNotNull();
    }

    // serializer/json/meta.go uses encoding/json, the codec itself compares to the letter
    @Test
    void findsTheKindInAnyCaseButKnowsOnlyOne() throws GoYamlException {
        Decoding decoding = exact("Kind: X\napiVersion: v1\n");
        assertThat(decoding.kind()).isEqualTo("X");
        assertThat(decoding.apiVersion()).isEqualTo("v1");
        assertThat(decoding.strictErrors()).containsExactly(new Problem("there is no field Kind", 1));
    }

    @Test
    void jsonDecodesDuplicatesOneOverTheOther() throws GoYamlException {
        Fields root = exact("{\"p\": 0, \"p\": 7, \"q\": 7, \"q\": null, \"l\": [\"a\", \"b\"], \"l\": [\"c\"],"
                        + " \"n\": [\"a\"], \"n\": null, \"g\": {\"a\": true}, \"g\": {\"b\": true},"
                        + " \"o\": {\"x\": {\"e\": true}}, \"o\": {\"y\": \"z\"}, \"o\": null}")
                .root();
        assertThat(root.integer("p").or(1L)).isEqualTo(7);
        assertThat(root.integer("q").or(1L)).isEqualTo(7);
        assertThat(root.strings("l").or(List.of())).containsExactly("c");
        assertThat(root.strings("n").present()).isFalse();
        assertThat(root.get("g", GoType.map(GoType.BOOL)).or(Map.of())).containsOnlyKeys("a", "b");
        Fields both = root.object("o");
        assertThat(both).isNotNull();
        if (both != null) {
            assertThat(both.names()).containsExactly("x", "y");
        }
    }

    @Test
    void jsonListsOfObjectsThatStandTwiceAreNotGuessed() throws GoYamlException {
        Decoding decoding = exact("{\"l\": [{\"a\": 1}], \"l\": [{}]}");
        decoding.root().objects("l");
        assertThat(decoding.errors()).hasSize(1);
    }

    // the kubelet's drop-ins: the merged map is written as JSON with sorted keys and read without regard to case
    @Test
    void withoutRegardToCaseTheLastInSortedOrderWins() throws GoYamlException {
        GoDocument document = GoYaml.read("readOnlyPort: 1\nReadOnlyPort: 2\n");
        assertThat(new Decoding(document, Names.ANY_CASE)
                        .root()
                        .integer("readOnlyPort")
                        .or(0L))
                .isEqualTo(1);
        assertThat(new Decoding(document, Names.EXACT)
                        .root()
                        .integer("readOnlyPort")
                        .or(0L))
                .isEqualTo(1);
        GoDocument other = GoYaml.read("readonlyport: 3\nreadOnlyPort: 1\n");
        assertThat(new Decoding(other, Names.ANY_CASE)
                        .root()
                        .integer("readOnlyPort")
                        .or(0L))
                .isEqualTo(3);
        GoDocument kelvin = GoYaml.read("\u212aey: 3\n");
        assertThat(new Decoding(kelvin, Names.ANY_CASE).root().integer("key").or(0L))
                .isEqualTo(3);
    }

    @Test
    void nullElementsAreZeroValues() throws GoYamlException {
        List<Fields> objects = exact("l: [~, {a: 1}]\n").root().objects("l");
        assertThat(objects).hasSize(2);
        assertThat(objects.getFirst().names()).isEmpty();
    }

    @Test
    void aDocumentThatIsNoObjectIsRefused() throws GoYamlException {
        assertThat(exact("- a\n").refusal(false)).isEqualTo(new Problem("the document is not an object", 1));
        assertThat(exact("# nothing\n").refusal(false)).isNull();
        assertThat(exact("d: 1h\n").root().duration("d").or(Duration.ZERO)).isEqualTo(Duration.ofHours(1));
    }
}
