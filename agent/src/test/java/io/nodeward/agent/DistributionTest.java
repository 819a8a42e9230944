package io.nodeward.agent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as users get it: its launcher, its runtime and its AOT cache. */
@Tag("dist")
class DistributionTest {

    private static final Path DIST = Path.of("target/dist").toAbsolutePath();
    private static final Path NODE = Path.of("target/dist-work/node").toAbsolutePath();
    private static final String PROGRAM = DIST + "/bin/nodeward";

    @TempDir
    Path directory;

    @Test
    void theAotCacheIsUsed() throws IOException {
        Ran ran = run(
                Map.of(),
                java(
                        DIST,
                        List.of("-XX:AOTMode=on", "-Xlog:class+load:file=" + directory.resolve("classes")),
                        "version"));
        assertThat(ran.err).isEmpty();
        assertThat(ran.code).isZero();
        List<String> loaded = Files.readAllLines(directory.resolve("classes"));
        assertThat(loaded.stream()
                        .filter(line -> line.contains("source: shared objects file"))
                        .count())
                .isGreaterThan(loaded.size() * 95L / 100);
        assertThat(loaded.stream().filter(line -> line.contains(" picocli.")))
                .isNotEmpty()
                .allMatch(line -> line.contains("shared objects file"));
    }

    /**
     * Whatever an audit needs has to be in the cache, or it starts slowly and nobody notices. The walk over the disk calls
     * the kernel itself, for which the Java runtime makes classes each time.
     */
    @Test
    void anAuditOfAControlPlaneLoadsNothingFromJarsAndMakesNoClasses() throws IOException {
        Path log = directory.resolve("classes");
        Path config = Files.writeString(directory.resolve("config.yaml"), "files:\n  walk: never\n");
        Ran ran = run(
                Map.of(),
                java(
                        DIST,
                        List.of("-Xlog:class+load:file=" + log),
                        "audit",
                        "--config",
                        config.toString(),
                        "--root",
                        NODE.toString(),
                        "--format",
                        "json"));
        assertThat(ran.code).isEqualTo(1);
        assertThat(Files.readAllLines(log))
                .hasSizeGreaterThan(1000)
                .filteredOn(line -> !line.contains("source: shared objects file") && !line.contains("source: jrt:/"))
                // a configuration of its own is not what a host usually has
                .filteredOn(line -> !line.contains(" io.nodeward.agent.config."))
                .isEmpty();
    }

    /** The build replaces what the compiler made of records by plain code. */
    @Test
    void recordsOfTheDistributionCompareAsTheyAreCompiled() throws Exception {
        int compared = 0;
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(DIST.resolve("lib"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                jars.add(file.toUri().toURL());
            }
        }
        try (URLClassLoader distribution = new URLClassLoader(jars.toArray(URL[]::new), null);
                JarFile entries = new JarFile(DIST.resolve("lib/nodeward.jar").toFile())) {
            for (JarEntry entry : Collections.list(entries.entries())) {
                String name = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
                if (name.startsWith("io.nodeward.") && entry.getName().endsWith(".class")) {
                    Class<?> type = Class.forName(name, false, distribution);
                    if (type.isRecord() && comparesItself(type)) {
                        compared += compare(type, Class.forName(name)) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(30);
    }

    private static boolean comparesItself(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).allMatch(part -> sample(part.getType(), 0) != null);
    }

    /** Whether there were values that both classes take; those that check them may not take ours. */
    private static boolean compare(Class<?> distributed, Class<?> compiled) throws Exception {
        RecordComponent[] parts = distributed.getRecordComponents();
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = requireNonNull(sample(parts[i].getType(), 0));
        }
        Object one;
        try {
            one = make(distributed, values);
        } catch (InvocationTargetException e) {
            return false;
        }
        assertThat(one)
                .isEqualTo(make(distributed, values))
                .isNotEqualTo("text")
                .isNotEqualTo(null)
                .hasSameHashCodeAs(make(compiled, values));
        for (int i = 0; i < parts.length; i++) {
            Object[] others = values.clone();
            others[i] = requireNonNull(sample(parts[i].getType(), 1));
            Object other;
            try {
                other = make(distributed, others);
            } catch (InvocationTargetException e) {
                continue;
            }
            boolean same = make(compiled, values).equals(make(compiled, others));
            assertThat(one.equals(other)).describedAs(parts[i].toString()).isEqualTo(same);
            assertThat(other).hasSameHashCodeAs(make(compiled, others));
        }
        return true;
    }

    private static Object make(Class<?> record, Object... values) throws Exception {
        Class<?>[] types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        var constructor = record.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    /** Two values of some types; null for other types. */
    private static @Nullable Object sample(Class<?> type, int which) {
        if (type == String.class || type == Object.class) {
            return "text " + which;
        }
        if (type == List.class) {
            return List.of("item " + which);
        }
        if (type == Map.class) {
            return Map.of("name", "value " + which);
        }
        if (type == boolean.class || type == Boolean.class) {
            return which == 1;
        }
        if (type == int.class || type == Integer.class) {
            return 7 + which;
        }
        if (type == long.class || type == Long.class) {
            return 1L << 40 + which;
        }
        return type == Instant.class ? Instant.ofEpochSecond(which) : null;
    }

    /** Only a running host's kubelet is asked anything, and TLS takes longer to load than an audit takes. */
    @Test
    void anAuditOfATreeLoadsNothingOfNetworkOrTls() throws IOException {
        Path log = directory.resolve("classes");
        run(
                Map.of(),
                java(
                        DIST,
                        List.of("-Xlog:class+load:file=" + log),
                        "audit",
                        "--root",
                        NODE.toString(),
                        "--format",
                        "json"));
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.contains("] io.nodeward.hostprobes.kubernetes.live."))
                .extracting(line -> line.replaceAll(".*\\.live\\.(\\S+) .*", "$1"))
                .containsExactlyInAnyOrder("LiveAccess", "LiveKubelets", "Answer");
        assertThat(Files.readAllLines(log))
                .filteredOn(line ->
                        line.matches(".*\\] (javax\\.net|sun\\.security\\.ssl|java\\.net\\.(http|Socket|Proxy)).*"))
                .isEmpty();
    }

    @Test
    void theAotCacheSurvivesAMove() throws IOException {
        Path moved = directory.resolve("elsewhere");
        copy(DIST, moved);
        Ran ran = run(Map.of(), java(moved, List.of("-XX:AOTMode=on"), "version"));
        assertThat(ran.err).isEmpty();
        assertThat(ran.code).isZero();
    }

    @Test
    void withoutItsCacheOrWithADamagedOneItIsOnlySlower() throws IOException {
        Path moved = directory.resolve("elsewhere");
        copy(DIST, moved);
        Path cache = moved.resolve("lib/nodeward.aot");
        Files.write(cache, Arrays.copyOf(Files.readAllBytes(cache), 5_000_000));
        works(moved);
        Files.delete(cache);
        works(moved);
    }

    /** Another program of the same name and size; the cache must not stand in the way of running it. */
    @Test
    void withAnotherJarItIsOnlySlower() throws IOException {
        Path moved = directory.resolve("elsewhere");
        copy(DIST, moved);
        Files.setLastModifiedTime(moved.resolve("lib/nodeward.jar"), FileTime.from(Instant.EPOCH));
        works(moved);
    }

    private void works(Path dist) throws IOException {
        Ran ran = run(Map.of(), List.of(dist + "/bin/nodeward", "version"));
        assertThat(ran.out).startsWith("nodeward ").hasLineCount(1);
        assertThat(ran.code).isZero();
    }

    @Test
    void nothingInTheEnvironmentReachesJava() throws IOException {
        Ran ran = run(
                Map.of(
                        "JAVA_TOOL_OPTIONS", "-XshowSettings:all",
                        "JDK_JAVA_OPTIONS", "-XshowSettings:all",
                        "_JAVA_OPTIONS", "-XshowSettings:all",
                        "_JAVA_LAUNCHER_DEBUG", "1",
                        "JDK_AOT_VM_OPTIONS", "-Xlog",
                        "CLASSPATH", "/nonexistent",
                        "LD_LIBRARY_PATH", directory.toString(),
                        "LC_ALL", "de_DE.ISO-8859-1"),
                List.of(PROGRAM, "version"));
        assertThat(ran.out).startsWith("nodeward ").hasLineCount(1);
        assertThat(ran.err).isEmpty();
        assertThat(ran.code).isZero();
    }

    @Test
    void filesOfTheCurrentDirectoryAreNotObeyed() throws IOException {
        Files.writeString(directory.resolve(".hotspotrc"), "+PrintFlagsFinal\n");
        Files.writeString(directory.resolve(".hotspot_compiler"), "print\n");
        Ran ran = run(Map.of(), List.of(PROGRAM, "version"));
        assertThat(ran.out).hasLineCount(1);
        assertThat(ran.err).isEmpty();
    }

    @Test
    void nobodyCanAttach() throws IOException {
        Ran ran = run(Map.of(), java(DIST, List.of("-XX:+PrintFlagsFinal"), "version"));
        assertThat(ran.out.lines().filter(line -> line.contains("DisableAttachMechanism")))
                .hasSize(1)
                .allMatch(line -> line.contains("= true"));
    }

    @Test
    void startsThroughLinksAndFromAnywhere() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("usr/bin"));
        Path first = Files.createSymbolicLink(bin.resolve("first"), Path.of(PROGRAM));
        Path second = Files.createSymbolicLink(bin.resolve("second"), Path.of("first"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), DIST);
        for (List<String> command : List.of(
                List.of(first.toString()),
                List.of(second.toString()),
                List.of("usr/bin/second"),
                List.of(link.resolve("bin/nodeward").toString()),
                List.of("sh", "-c", "PATH=" + bin + ":$PATH; second version"),
                List.of("sh", "-c", "cd " + DIST + "/bin && ./nodeward version && sh nodeward version"))) {
            List<String> words = new ArrayList<>(command);
            words.add("version");
            Ran ran = run(Map.of(), words);
            assertThat(ran.out).describedAs(String.join(" ", command)).startsWith("nodeward ");
            assertThat(ran.code).isZero();
        }
    }

    @Test
    void aReaderThatGoesAwayIsNoMistake() throws IOException {
        Ran ran = run(Map.of(), List.of("bash", "-c", PROGRAM + " help | true; echo ${PIPESTATUS[0]}"));
        assertThat(ran.err).isEmpty();
        assertThat(ran.out).isEqualTo("0\n");
        for (String closed : List.of(">&-", "<&-", "2>&-")) {
            ran = run(Map.of(), List.of("bash", "-c", PROGRAM + " version " + closed));
            assertThat(ran.err).describedAs(closed).isEmpty();
            assertThat(ran.code).describedAs(closed).isZero();
        }
    }

    @Test
    void aFullDiskIsOne() throws IOException {
        Ran ran = run(Map.of(), List.of("bash", "-c", PROGRAM + " version >/dev/full"));
        assertThat(ran.err).contains("cannot write to standard output: no space left on device");
        assertThat(ran.code).isEqualTo(3);
    }

    @Test
    void onlyTheOwnerCanChangeIt() throws IOException {
        try (Stream<Path> files = Files.walk(DIST)) {
            assertThat(files.filter(file -> !Files.isSymbolicLink(file))).noneMatch(file -> {
                try {
                    var mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
                    return mode.contains(PosixFilePermission.GROUP_WRITE)
                            || mode.contains(PosixFilePermission.OTHERS_WRITE);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void everyCommandHasAManualPage() {
        assertThat(DIST.resolve("share/man/man1/nodeward.1")).isNotEmptyFile();
        for (String command : io.nodeward.agent.command.Commands.names()) {
            assertThat(DIST.resolve("share/man/man1/nodeward-" + command + ".1"))
                    .isNotEmptyFile();
        }
        for (String shell : io.nodeward.agent.help.Completion.SHELLS) {
            assertThat(DIST.resolve("share/completions/nodeward." + shell)).isNotEmptyFile();
        }
    }

    /** What a process printed and how it ended. */
    private record Ran(String out, String err, int code) {}

    private Ran run(Map<String, String> environment, List<String> command) throws IOException {
        Path out = directory.resolve(".out");
        Path err = directory.resolve(".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        int code = builder.start().onExit().join().exitValue();
        return new Ran(Files.readString(out), Files.readString(err), code);
    }

    /** The launcher's own command line with more JVM options in it. */
    private static List<String> java(Path dist, List<String> options, String... arguments) throws IOException {
        String line = Files.readAllLines(dist.resolve("bin/nodeward")).stream()
                .filter(l -> l.startsWith("exec \"$home"))
                .findFirst()
                .orElseThrow();
        List<String> command = new ArrayList<>();
        for (String word : line.substring("exec ".length()).split(" ")) {
            command.add(word.replace("\"", "").replace("$home", dist.toString()).replace("$tty", ""));
        }
        command.remove("$@");
        // behind the launcher's own, one of which switches logs off
        command.addAll(command.indexOf("-cp"), options);
        command.addAll(List.of(arguments));
        return command;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
