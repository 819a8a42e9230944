package io.nodeward.hostprobes.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.yaml.ProblemsException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private static final String KUBELET = """
            types:
              Kubelet:
                doc: A kubelet
                fields:
                  minor: {type: int, doc: Minor version}
                  flag: {type: flags(kubelet), doc: Flags}
                  config: {type: config(kubelet), doc: Configuration}
                  files: {type: list(File), doc: Files}
                  note: {type: string, doc: A note, optional: true}
              File:
                doc: A file
                fields:
                  mode: {type: string, doc: Mode}
            facts:
              kubelets: {type: list(Kubelet), doc: Kubelets}
            """;

    private static final Map<String, String> TABLES = Map.of(
            "kubernetes/flags-kubelet.tsv", """
            # name\ttype\tdefault\tsince\tuntil
            # a remark
            anonymous-auth\tbool\ttrue\t\t
            tls-cipher-suites\tstringSlice\t\t\t
            cloud-provider\tstring\t\t\t32
            cloud-provider\tstring\texternal\t33\t
            old\tduration\t0s\t\t34
            node-labels\tconfigurationMap\t\t\t
            """,
            "kubernetes/config-kubelet.tsv", """
            # path\ttype\tdefault\tsince\tuntil
            authentication\tobject\t\t\t
            authentication.anonymous\tobject\t\t\t
            authentication.anonymous.enabled\t*bool\tfalse\t\t
            featureGates\tmap[string]bool\t\t\t
            staticPodURLHeader\tmap[string][]string\t\t\t
            logging\tobject\t\t\t
            logging.vmodule\t[]object\t\t\t
            logging.vmodule[].verbosity\tuint32\t\t\t
            singleProcessOOMKill\t*bool\tnull\t\t
            tracing\t*object\tnull\t\t
            tracing.endpoint\t*string\tnull\t\t
            """);

    private static @Nullable String table(String name) {
        return TABLES.get(name);
    }

    @Test
    void fieldsAreFoundByPathAlsoThroughLists() throws ProblemsException {
        Schema schema = Schema.parse(KUBELET, "facts.yaml", SchemaTest::table);
        assertThat(schema.field("kubelets.minor")).isEqualTo(new Field("minor", Scalar.INT, "Minor version", false));
        assertThat(type(schema, "kubelets.files.mode")).isEqualTo(Scalar.STRING);
        assertThat(type(schema, "kubelets.files")).asString().isEqualTo("list(File)");
        assertThat(schema.field("kubelets.minors")).isNull();
        assertThat(schema.field("kubelets.minor.x")).isNull();
    }

    @Test
    void flagsBecomeFields() throws ProblemsException {
        Schema schema = Schema.parse(KUBELET, "facts.yaml", SchemaTest::table);
        assertThat(type(schema, "kubelets.flag.anonymous_auth")).isEqualTo(Scalar.BOOL);
        assertThat(type(schema, "kubelets.flag.tls_cipher_suites")).isEqualTo(new ListOf(Scalar.STRING));
        assertThat(type(schema, "kubelets.flag.node_labels")).isEqualTo(new MapOf(Scalar.STRING));
        assertThat(type(schema, "kubelets.flag.old")).isEqualTo(Scalar.DURATION);
        assertThat(optional(schema, "kubelets.flag.old")).as("gone in 1.35").isTrue();
        assertThat(optional(schema, "kubelets.flag.cloud_provider"))
                .as("there in every version, with another default")
                .isFalse();
    }

    @Test
    void pathsBecomeNestedStructs() throws ProblemsException {
        Schema schema = Schema.parse(KUBELET, "facts.yaml", SchemaTest::table);
        assertThat(type(schema, "kubelets.config.authentication.anonymous.enabled"))
                .isEqualTo(Scalar.BOOL);
        assertThat(type(schema, "kubelets.config.featureGates")).isEqualTo(new MapOf(Scalar.BOOL));
        assertThat(type(schema, "kubelets.config.staticPodURLHeader")).isEqualTo(new MapOf(new ListOf(Scalar.STRING)));
        assertThat(type(schema, "kubelets.config.logging.vmodule.verbosity")).isEqualTo(Scalar.INT);
        assertThat(optional(schema, "kubelets.config.authentication.anonymous.enabled"))
                .isFalse();
        assertThat(optional(schema, "kubelets.config.singleProcessOOMKill")).isTrue();
        assertThat(optional(schema, "kubelets.config.tracing")).isTrue();
    }

    @Test
    void everyMistakeIsNamedWithFileAndLine() {
        String text = """
                types:
                  A:
                    doc: holds itself
                    fields:
                      a: {type: A, doc: x}
                      b: {type: strin, doc: x}
                      in: {type: int, doc: a word of the language}
                      c: {type: int}
                      d: {type: flags(nothing), doc: x}
                      e: {typ: int, doc: x}
                      f: {type: set(int), doc: x}
                  B: {doc: no fields}
                facts:
                  a: {type: list(C), doc: x}
                  a: {type: int, doc: x}
                """;
        ProblemsException mistakes = catchThrowableOfType(
                ProblemsException.class, () -> Schema.parse(text, "facts.yaml", SchemaTest::table));
        assertThat(mistakes.getMessage().lines())
                .containsExactlyInAnyOrder(
                        "facts.yaml:5: the type A holds itself",
                        "facts.yaml:6: there is no type strin (did you mean string?)",
                        "facts.yaml:7: 'in' cannot be a name: letters, digits and _, and no word of the language",
                        "facts.yaml:8: doc is missing",
                        "facts.yaml:9: flags(nothing) needs kubernetes/flags-nothing.tsv, which is not there",
                        "facts.yaml:10: 'typ' means nothing here (did you mean type?)",
                        "facts.yaml:10: type is missing",
                        "facts.yaml:11: the type set(int) is not list, map, flags or config",
                        "facts.yaml:12: the type B has no fields",
                        "facts.yaml:15: a stands here twice");
    }

    @Test
    void mistakesInTablesAreNamedToo() {
        String text = "facts: {f: {type: config(x), doc: x}}";
        String table = "# path\ttype\tdefault\tsince\tuntil\na.b\tbool\t\t\t\nc\tunheard\t\t\t\n";
        ProblemsException mistakes =
                catchThrowableOfType(ProblemsException.class, () -> Schema.parse(text, "facts.yaml", _ -> table));
        assertThat(mistakes.getMessage().lines())
                .containsExactly(
                        "kubernetes/config-x.tsv:2: there is no object above the path a.b",
                        "kubernetes/config-x.tsv:3: the type unheard is not known here");
    }

    @Test
    void textThatIsNotYamlHasItsLine() {
        ProblemsException mistakes = catchThrowableOfType(
                ProblemsException.class, () -> Schema.parse("facts: {\n a: [", "facts.yaml", SchemaTest::table));
        assertThat(mistakes).hasMessageMatching("facts.yaml:[0-9]+: is not valid YAML");
    }

    @Test
    void theBuiltInSchemaIsSound() {
        Schema schema = Schema.builtIn();
        assertThat(type(schema, "kubelets.config.authentication.anonymous.enabled"))
                .isEqualTo(Scalar.BOOL);
        assertThat(type(schema, "etcds.flag.listen_client_urls")).isEqualTo(new ListOf(Scalar.STRING));
    }

    @Test
    void factsThatDepartFromTheSchemaAreNamed() throws ProblemsException {
        Schema schema = Schema.parse("""
                types:
                  File:
                    doc: A file
                    fields:
                      mode: {type: string, doc: Mode}
                      note: {type: string, doc: Note, optional: true}
                facts:
                  files: {type: list(File), doc: Files}
                  gates: {type: map(bool), doc: Gates}
                  ports: {type: list(int), doc: Ports}
                  minor: {type: int, doc: Minor}
                """, "facts.yaml", SchemaTest::table);
        Group facts = Group.builder()
                .put(
                        "files",
                        new Many(
                                List.of(new Many.Item(
                                        "/a",
                                        Group.builder()
                                                .put("mode", 644L, "stat")
                                                .put("modus", "x", "stat")
                                                .build())),
                                "/"))
                .put("gates", Map.of("A", "true"), "x")
                .put("ports", new Unknown("permission denied", "/proc/net/tcp"))
                .build();
        assertThat(schema.mismatches(facts))
                .containsExactly(
                        "files[/a].mode is a Long, but declared as string",
                        "files[/a].modus is not declared",
                        "gates[A] is a String, but declared as bool",
                        "minor is missing");
    }

    private static @Nullable FactType type(Schema schema, String path) {
        Field field = schema.field(path);
        return field == null ? null : field.type();
    }

    private static boolean optional(Schema schema, String path) {
        Field field = schema.field(path);
        return field != null && field.optional();
    }
}
