package io.nodeward.hostprobes.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Written from the specification of TOML 1.0.0, a line for each of its rules. */
class TomlTest {

    /** The document in one line, tables in braces, texts in quotes. */
    private static String show(@Nullable TomlValue value) {
        return switch (value) {
            case null -> "none";
            case TomlValue.Text text -> '"' + text.text().replace("\n", "⏎").replace("\t", "⇥") + '"';
            case TomlValue.Whole whole -> Long.toString(whole.number());
            case TomlValue.Decimal decimal -> Double.toString(decimal.number());
            case TomlValue.Bool bool -> Boolean.toString(bool.value());
            case TomlValue.Moment moment -> "@" + moment.text();
            case TomlValue.Items items ->
                items.values().stream().map(TomlTest::show).toList().toString();
            case TomlTable table -> {
                List<String> entries = new ArrayList<>();
                table.names().forEach(name -> entries.add(name + "=" + show(table.get(name))));
                yield "{" + String.join(", ", entries) + "}";
            }
        };
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of("", "{}"),
                Arguments.of("\uFEFF# mark\n\r\n \t\n", "{}"),
                Arguments.of("a = 1", "{a=1}"),
                Arguments.of("a=1 # c\r\nb=2\n# end", "{a=1, b=2}"),
                // keys
                Arguments.of("1-_A = 1\n'' = 2\n\"a b\" = 3\n'c.d' = 4", "{1-_A=1, =2, a b=3, c.d=4}"),
                Arguments.of("a . b . \"c.d\" = 1\na.e = 2", "{a={b={c.d=1}, e=2}}"),
                Arguments.of("3.14159 = 'pi'", "{3={14159=\"pi\"}}"),
                Arguments.of("apple.a = 1\norange.a = 2\napple.b = 3", "{apple={a=1, b=3}, orange={a=2}}"),
                // strings
                Arguments.of("a = \"\\b\\t\\n\\f\\r\\\"\\\\\\u00E9\\U0001F600\"", "{a=\"\b⇥⏎\f\r\"\\é😀\"}"),
                Arguments.of("a = 'C:\\x\t#'", "{a=\"C:\\x⇥#\"}"),
                Arguments.of("a = \"\"\"\nx\r\n  y\"\"\"", "{a=\"x⏎  y\"}"),
                Arguments.of("a = \"\"\"x \\  \n\n   y \\\n\"\"\"", "{a=\"x y \"}"),
                Arguments.of("a = \"\"\"\"a\"\"\"\"\"", "{a=\"\"a\"\"\"}"),
                Arguments.of("a = \"\"\"\\\"\"\"\"", "{a=\"\"\"}"),
                Arguments.of("a = '''\n''x''y'''''", "{a=\"''x''y''\"}"),
                Arguments.of("a = ''\nb = \"\"\nc = ''''''", "{a=\"\", b=\"\", c=\"\"}"),
                // numbers
                Arguments.of("a = +99\nb = -0\nc = 1_000\nd = 0", "{a=99, b=0, c=1000, d=0}"),
                Arguments.of("a = 0xDEAD_beef\nb = 0o755\nc = 0b1101", "{a=3735928559, b=493, c=13}"),
                Arguments.of(
                        "a = 9223372036854775807\nb = -9223372036854775808",
                        "{a=9223372036854775807, b=-9223372036854775808}"),
                Arguments.of("a = +1.0\nb = -0.01\nc = 5e+2\nd = 6.6_2E-1", "{a=1.0, b=-0.01, c=500.0, d=0.662}"),
                Arguments.of("a = inf\nb = -inf\nc = +nan", "{a=Infinity, b=-Infinity, c=NaN}"),
                Arguments.of("a = true\nb = false", "{a=true, b=false}"),
                // moments
                Arguments.of(
                        "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.5-07:00 # c\nc = 2024-02-29\nd = 00:00:00",
                        "{a=@1979-05-27T07:32:00Z, b=@1979-05-27 07:32:00.5-07:00, c=@2024-02-29, d=@00:00:00}"),
                Arguments.of("a = 1979-05-27t00:32:00.999999", "{a=@1979-05-27t00:32:00.999999}"),
                // arrays and inline tables
                Arguments.of("a = [ [1, 'x'], {b = 1, c.d = 2}, [] ]", "{a=[[1, \"x\"], {b=1, c={d=2}}, []]}"),
                Arguments.of("a = [ # c\n 1,\n\n 2, # d\n]", "{a=[1, 2]}"),
                Arguments.of("a = {}\nb = { }\nc = {a.b=1, a.c=2}", "{a={}, b={}, c={a={b=1, c=2}}}"),
                // tables
                Arguments.of("[a]\n[b]\nx=1", "{a={}, b={x=1}}"),
                Arguments.of("[ d . e . 'f.g' ]\nx=1", "{d={e={f.g={x=1}}}}"),
                Arguments.of("[a.b.c]\n[a]\nx=1", "{a={b={c={}}, x=1}}"),
                Arguments.of("[f]\na.c=1\na.t.s=2\n[f.a.x]\ny=1", "{f={a={c=1, t={s=2}, x={y=1}}}}"),
                Arguments.of("[a.b.c]\nz=1\n[a]\nb.x=1", "{a={b={c={z=1}, x=1}}}"),
                Arguments.of("[[p]]\nn=1\n[[p]]\n[[p]]\nn=3", "{p=[{n=1}, {}, {n=3}]}"),
                Arguments.of(
                        "[[f]]\n[f.p]\nc=1\n[[f.v]]\nn=1\n[[f.v]]\nn=2\n[[f]]\n[[f.v]]\nn=3",
                        "{f=[{p={c=1}, v=[{n=1}, {n=2}]}, {v=[{n=3}]}]}"),
                Arguments.of(
                        "[plugins.\"io.containerd.grpc.v1.cri\".cni]\n  conf_dir = '/x'",
                        "{plugins={io.containerd.grpc.v1.cri={cni={conf_dir=\"/x\"}}}}"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void reads(String text, String expected) throws TomlSyntaxException {
        assertThat(show(Toml.read(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a =",
                "= 1",
                "a = 1 b = 2",
                "a = 1\na = 2",
                "a = 1\n\"a\" = 2",
                "a.b = 1\na = 2",
                "a = 1\na.b = 2",
                "a..b = 1",
                ".a = 1",
                "a. = 1",
                "a b = 1",
                "é = 1",
                "\"\"\"a\"\"\" = 1",
                "a = \"x",
                "a = \"x\ny\"",
                "a = 'x\n'",
                "a = \"\"\"x\"\"",
                "a = \"\\x41\"",
                "a = \"\\u00zz\"",
                "a = \"\\uD800\"",
                "a = \"\\U00110000\"",
                "a = \"\"\"\\ x\"\"\"",
                "a = \"\u0001\"",
                "a = '\u007f'",
                "# \u0000",
                "a = 1 # \u0007",
                "a = 1\rb = 2",
                "a = '''x''''''",
                "a = 01",
                "a = -01",
                "a = 1_",
                "a = _1",
                "a = 1__0",
                "a = 0x",
                "a = +0x1",
                "a = 0X1",
                "a = 0o8",
                "a = 9223372036854775808",
                "a = .5",
                "a = 5.",
                "a = 3.e2",
                "a = 1._5",
                "a = 1e",
                "a = 1e_5",
                "a = Inf",
                "a = True",
                "a = yes",
                "a = 1979-5-27",
                "a = 2023-02-29",
                "a = 1979-13-01",
                "a = 24:00:00",
                "a = 07:32",
                "a = 07:32:00Z",
                "a = 1979-05-27T07:32:00+24:00",
                "a = 1979-05-27T",
                "a = [1, 2",
                "a = [1 2]",
                "a = [,]",
                "a = [1,,2]",
                "a = {b = 1,}",
                "a = {b = 1\n}",
                "a = {b = 1, b = 2}",
                "a = {b = 1 c = 2}",
                "a = {b = {x = 1}, b.y = 2}",
                "a = {}\na.b = 1",
                "a = {}\n[a.b]",
                "a = {b = {}}\n[a.b.c]",
                "a = [{}]\n[[a]]",
                "a = [{}]\n[a.b]",
                "[]",
                "[a",
                "[a] b = 1",
                "[a]]",
                "[[a]",
                "[ [a] ]",
                "[a]\n[a]",
                "[a]\n[b]\n[a]",
                "[a]\nb = 1\n[a.b]",
                "[a.b.c]\nz=1\n[a]\nb.c.t=1",
                "[a.b.c.d]\nz=1\n[a]\nb.c.d.k.t=1",
                "[f]\na.c=1\n[f.a]",
                "[f]\na.t.s=1\n[f.a.t]",
                "a.b = 1\n[a]",
                "[t1]\nt2.t3.v = 0\n[t1.t2]",
                "[[a.b]]\n[a]\nb.y=2",
                "[[a]]\n[a]",
                "[a]\n[[a]]",
                "[f.p]\n[[f]]",
                "[[f]]\n[[f.v]]\n[f.v]",
                "a = 1\n[[a]]"
            })
    void refuses(String text) {
        assertThat(catchThrowableOfType(TomlSyntaxException.class, () -> Toml.read(text)))
                .isNotNull();
    }

    @Test
    void everyValueKnowsItsLine() throws TomlSyntaxException {
        TomlTable document = Toml.read("a = 1\n\n[b.c]\nd = '''\n\n'''\ne = [\n 1,\n 2]\n[[f]]\n[[f]]\ng.h = 1\n");
        assertThat(document.line()).isEqualTo(1);
        assertThat(line(document, "a")).isEqualTo(1);
        assertThat(line(document, "b", "c")).isEqualTo(3);
        assertThat(line(document, "b", "c", "d")).isEqualTo(4);
        assertThat(line(document, "b", "c", "e")).isEqualTo(7);
        assertThat(((TomlValue.Items) Objects.requireNonNull(document.at("b", "c", "e")))
                        .values()
                        .getLast()
                        .line())
                .isEqualTo(9);
        TomlValue.Items tables = (TomlValue.Items) Objects.requireNonNull(document.at("f"));
        assertThat(tables.line()).isEqualTo(10);
        assertThat(line((TomlTable) tables.values().getLast(), "g", "h")).isEqualTo(12);
    }

    private static int line(TomlTable table, String... path) {
        TomlValue value = table.at(path);
        return value == null ? -1 : value.line();
    }

    @Test
    void mistakesHaveALineAndNoContent() {
        TomlSyntaxException mistake =
                catchThrowableOfType(TomlSyntaxException.class, () -> Toml.read("a = 1\nb = 's3cret\nc = 3\n"));
        assertThat(mistake.line()).isEqualTo(2);
        assertThat(mistake.problem()).startsWith("is not TOML: ").doesNotContain("s3cret");
        String whole = "password = \"s3cret\" s3cret\n[s3cret]\ns3cret = 1\ns3cret = 2\n";
        for (int end = 0; end <= whole.length(); end++) {
            String text = whole.substring(0, end);
            TomlSyntaxException other = catchThrowableOfType(TomlSyntaxException.class, () -> Toml.read(text));
            assertThat(String.valueOf(other)).doesNotContain("s3cret");
        }
    }

    @Test
    void textThatIsNotUtf8() {
        byte[] bytes = "a = 'x'\n".getBytes(StandardCharsets.US_ASCII);
        bytes[5] = (byte) 0xC0;
        assertThat(catchThrowableOfType(TomlSyntaxException.class, () -> Toml.read(bytes))
                        .line())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = [", "a = {b = ", "a.", "[a.", "[[a."})
    void nestingIsBounded(String part) {
        String text = part.endsWith(".")
                ? part + "a.".repeat(400_000)
                : "a = " + part.substring(4).repeat(400_000);
        TomlSyntaxException mistake = catchThrowableOfType(TomlSyntaxException.class, () -> Toml.read(text));
        assertThat(mistake.getMessage()).contains("100");
    }

    @Test
    void lookingUp() throws TomlSyntaxException {
        TomlTable document = Toml.read("a = ['x', 'y']\nb = ['x', 1]\nc.d = 1\n");
        assertThat(TomlTable.texts(document.get("a"))).hasSize(2);
        assertThat(TomlTable.texts(document.get("b"))).isNull();
        assertThat(TomlTable.texts(document.get("c"))).isNull();
        assertThat(document.table("c")).isNotNull();
        assertThat(document.table("c", "d")).isNull();
        assertThat(document.at("c", "d", "e")).isNull();
        assertThat(document.at("z", "d")).isNull();
    }
}
