package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of a working copy: when it builds, what it says, and what root does not run. Maven is played by a script. */
class LauncherTest {

    private static final String MAVEN = """
            #!/bin/sh
            echo "mvn ${MAVEN_SKIP_RC:-} ${MAVEN_OPTS:-} ${JAVA_TOOL_OPTIONS:-}" >> CALLS
            sleep SECONDS
            mkdir -p agent/target/dist/bin
            printf '#!/bin/sh\\necho "ran $# $*"\\n' > agent/target/dist/bin/nodeward
            chmod 755 agent/target/dist/bin/nodeward
            """;

    @TempDir
    Path directory;

    private Path tree;
    private Path bin;
    private Path calls;

    @BeforeEach
    void aTree() throws IOException {
        tree = Files.createDirectories(directory.resolve("a tree"));
        bin = Files.createDirectories(directory.resolve("bin"));
        calls = Files.createFile(directory.resolve("calls"));
        Files.createDirectories(directory.resolve("home"));
        Files.copy(Path.of("../nodeward"), tree.resolve("nodeward"));
        for (String file : List.of("pom.xml", "agent/pom.xml", "agent/src/main/A.java", "agent/src/test/T.java")) {
            Files.createDirectories(tree.resolve(file).getParent());
            Files.writeString(tree.resolve(file), "old");
        }
        maven(MAVEN.replace("SECONDS", "0"));
        allow(tree, "rwxr-xr-x");
    }

    @Test
    void itBuildsWhatIsMissingAndOnlyThen() throws Exception {
        Ran first = run("audit", "--root", "a b");
        assertThat(first.out).isEqualTo("ran 3 audit --root a b\n");
        assertThat(first.err).startsWith("nodeward: building the distribution").endsWith("nodeward: built\n");
        Ran second = run("version");
        assertThat(second.out).isEqualTo("ran 1 version\n");
        assertThat(second.err).isEmpty();
        assertThat(calls).content().hasLineCount(1);
    }

    @Test
    void itBuildsAgainForANewerSourceButNotForATest() throws Exception {
        run("version");
        later("agent/src/test/T.java");
        run("version");
        assertThat(calls).content().hasLineCount(1);
        later("agent/src/main/A.java");
        run("version");
        assertThat(calls).content().hasLineCount(2);
    }

    @Test
    void severalFirstStartsBuildOnce() throws Exception {
        maven(MAVEN.replace("SECONDS", "1"));
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(start(Map.of(), directory.resolve("out" + i), "version"));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(starts.get(i).waitFor()).isZero();
            assertThat(directory.resolve("out" + i)).content().endsWith("ran 1 version\n");
        }
        assertThat(calls).content().hasLineCount(1);
    }

    @Test
    void aBuildThatFailsSaysWhyInALine() throws Exception {
        maven("""
                #!/bin/sh
                echo '[INFO] Scanning'
                echo '[ERROR] COMPILATION ERROR : '
                echo '[ERROR] /x/A.java:[3,5] class expected'
                echo '[ERROR] Failed to execute goal'
                exit 1
                """);
        Ran ran = run("audit");
        assertThat(ran.out).isEmpty();
        assertThat(ran.err.lines())
                .endsWith(
                        "nodeward: the build failed: /x/A.java:[3,5] class expected",
                        "  all of it is in " + tree + "/agent/target/dist-build.log")
                .hasSize(3);
        assertThat(ran.code).isEqualTo(3);
        maven("#!/bin/sh\necho '[ERROR] Could not transfer artifact a:b:1'\nexit 1\n");
        assertThat(run("audit").err)
                .contains("the build failed: Could not transfer artifact a:b:1", "~/.m2/settings.xml");
        maven("#!/bin/sh\nexit 0\n");
        ran = run("audit");
        assertThat(ran.err).contains("nodeward: the build made no distribution");
        assertThat(ran.code).isEqualTo(3);
    }

    @Test
    void withoutMavenItNamesThePackage() throws Exception {
        Files.delete(bin.resolve("mvn"));
        for (String tool : List.of("sh", "find", "sed", "id", "mkdir", "head", "cut", "flock", "readlink", "grep")) {
            Path program = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(bin.resolve(tool), program);
        }
        Ran ran = run(Map.of("PATH", bin.toString()), "audit");
        assertThat(ran.err).contains("Maven is needed to build, and there is none", "apt install maven");
        assertThat(ran.code).isEqualTo(3);
    }

    @Test
    void itIsFoundThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(bin.resolve("one"), tree.resolve("nodeward"));
        Files.createSymbolicLink(bin.resolve("two"), Path.of("one"));
        Ran ran = run(Map.of(), List.of(bin.resolve("two").toString(), "version"));
        assertThat(ran.out).isEqualTo("ran 1 version\n");
        assertThat(run(Map.of(), List.of("sh", link.toString(), "help")).out).isEqualTo("ran 1 help\n");
    }

    @Test
    void rootBuildsOnlyFromWhatNobodyElseCanWrite() throws Exception {
        assumeTrue(root(), "needs root");
        Path source = tree.resolve("agent/src/main/A.java");
        allow(source, "rw-r--rw-");
        refused("build", source + " can be written by another user");
        allow(source, "rw-r--r--");
        Files.setAttribute(source, "unix:gid", 65534);
        allow(source, "rw-rw-r--");
        refused("build", source + " can be written by another user");
        allow(source, "rw-r--r--");
        give(source, 65534);
        refused("build", source + " can be written by another user");
        give(source, 0);
        allow(directory, "rwxrwxrwx");
        refused("build", directory + " can be written by another user");
        // nobody but root moves root's own tree there
        Files.setAttribute(directory, "unix:mode", 01777);
        assertThat(run("version").code).isZero();
        allow(directory, "rwx------");
        later("pom.xml");
        Path link = Files.createSymbolicLink(tree.resolve("agent/src/main/more"), Path.of("/tmp"));
        refused("build", link + " is a symbolic link, and may lead to what others can write");
    }

    /** The real sources hold nothing that is refused. */
    @Test
    void aWorkingCopyIsBuilt() throws Exception {
        Path copy = Files.createDirectories(directory.resolve("copy"));
        int code = new ProcessBuilder(
                        "sh", "-c", "cd .. && git ls-files -z | xargs -0 cp -d --parents -t \"$0\"", copy.toString())
                .start()
                .waitFor();
        assumeTrue(code == 0, "needs git and a clone");
        Ran ran = run(Map.of(), List.of(copy.resolve("nodeward").toString(), "version"));
        assertThat(ran.out).describedAs(ran.err).isEqualTo("ran 1 version\n");
    }

    @Test
    void rootRunsNoDistributionThatSomebodyElseCanWrite() throws Exception {
        assumeTrue(root(), "needs root");
        run("version");
        Path programs = tree.resolve("agent/target/dist/bin");
        Path program = programs.resolve("nodeward");
        allow(program, "rwxr-xrwx");
        refused("run", program + " can be written by another user");
        allow(program, "rwxr-xr-x");
        Path target = tree.resolve("agent/target");
        give(target, 65534);
        refused("run", target + " can be written by another user");
        give(target, 0);
        give(programs, 65534);
        refused("run", programs + " can be written by another user");
        give(programs, 0);
        assertThat(run("version").code).isZero();
        Path moved = Files.move(tree.resolve("agent/target/dist"), directory.resolve("moved"));
        Files.createSymbolicLink(tree.resolve("agent/target/dist"), moved);
        refused(
                "run",
                tree.resolve("agent/target/dist") + " is a symbolic link, and may lead to what others can write");
    }

    @Test
    void whoCallsSudoMayOwnTheTree() throws Exception {
        assumeTrue(root(), "needs root");
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                give(file, 65534);
            }
        }
        assertThat(run(Map.of("SUDO_UID", "65534"), "version").out).isEqualTo("ran 1 version\n");
        later("pom.xml");
        for (String other : List.of("0", "1000", "", "65534 -o -true", "nobody")) {
            Ran ran = run(Map.of("SUDO_UID", other), "version");
            assertThat(ran.err).describedAs(other).contains("refusing to build as root");
            assertThat(ran.code).isEqualTo(3);
        }
    }

    @Test
    void rootBuildsWithNothingThatComesFromElsewhere() throws Exception {
        assumeTrue(root(), "needs root");
        Ran ran = run(Map.of("MAVEN_OPTS", "-javaagent:x", "JAVA_TOOL_OPTIONS", "-javaagent:y"), "version");
        assertThat(ran.err)
                .contains(
                        "building as root: MAVEN_OPTS is not used", "building as root: JAVA_TOOL_OPTIONS is not used");
        assertThat(calls).content().isEqualTo("mvn 1  \n");
        later("pom.xml");
        Path cache = Files.createDirectories(directory.resolve("home/.m2/repository"));
        give(cache, 65534);
        refused("build", cache + " can be written by another user");
        give(cache, 0);
        allow(bin.resolve("mvn"), "rwxrwxrwx");
        refused("build", bin.resolve("mvn") + " can be written by another user");
    }

    private void refused(String what, String why) throws Exception {
        Ran ran = run("version");
        assertThat(ran.err).startsWith("nodeward: refusing to " + what + " as root: " + why);
        assertThat(ran.out).isEmpty();
        assertThat(ran.code).isEqualTo(3);
    }

    /** What a process printed and how it ended. */
    private record Ran(String out, String err, int code) {}

    private Ran run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Ran run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(tree.resolve("nodeward").toString()));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    private Ran run(Map<String, String> environment, List<String> command) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        surroundings(builder, environment);
        int code = builder.start().waitFor();
        return new Ran(Files.readString(out), Files.readString(err), code);
    }

    private Process start(Map<String, String> environment, Path out, String argument) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("nodeward").toString(), argument)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        surroundings(builder, environment);
        return builder.start();
    }

    private void surroundings(ProcessBuilder builder, Map<String, String> environment) {
        Map<String, String> own = builder.environment();
        own.keySet()
                .removeIf(name -> name.startsWith("SUDO_") || name.startsWith("MAVEN_") || name.startsWith("JAVA_"));
        own.put("PATH", bin + ":" + System.getenv("PATH"));
        own.put("HOME", directory.resolve("home").toString());
        own.putAll(new HashMap<>(environment));
    }

    private void maven(String script) throws IOException {
        Path file = bin.resolve("mvn");
        Files.writeString(file, script.replace("CALLS", calls.toString()));
        allow(file, "rwxr-xr-x");
    }

    private void later(String file) throws IOException {
        Files.setLastModifiedTime(
                tree.resolve(file),
                FileTime.from(Instant.now().plusSeconds(calls.toFile().length())));
    }

    private static void allow(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static void give(Path file, int user) throws IOException {
        Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
