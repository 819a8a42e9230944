import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.zip.ZipFile;

/**
 * Makes the distribution in {@code agent/target/dist}: the program with a Java runtime of its own and an AOT cache from
 * training runs. Started by Maven's {@code package}, as one source file:
 *
 * <pre>java Dist.java MODULE_DIRECTORY PROGRAM_JAR PICOCLI_VERSION TIMESTAMP</pre>
 *
 * The launcher {@code bin/nodeward} comes last: where it is, all else is whole. The AOT cache is made in the final place,
 * because the Java runtime looks for the jars where the training found them, and loses many milliseconds on every start
 * when they are not there.
 */
final class Dist {

    /**
     * What the program needs: the language that local controls are written in logs, connections to API servers and Vault
     * are java.net.http's, and those to etcd want jdk.unsupported. What else libraries can use (java.desktop) they do
     * without.
     */
    private static final String MODULES = "java.base,java.logging,java.net.http,jdk.unsupported";

    /** What is so for every command. Compact headers must be the same when a cache is made and when it is used. */
    private static final List<String> EVERY_JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            // what the JVM itself has to say, of a cache that is gone for one, is not the program's output
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            // nothing that lies in the current directory is read
            "-XX:Flags=/dev/null",
            "-XX:CompileCommandFile=/dev/null",
            // the C library is called to enter the network of a pod, and to write files
            "--enable-native-access=ALL-UNNAMED",
            // protobuf and Netty
            "--sun-misc-unsafe-memory-access=allow",
            // no library has anything to log
            "-Dslf4j.internal.verbosity=ERROR",
            // picocli looks for Groovy in every jar and loads converters that nothing here uses
            "-Dpicocli.disable.closures=true",
            "-Dpicocli.converters.excludes=java.*");

    /** The cheapest JVM that does the work: a run is over before a second compiler or collector thread would pay. */
    private static final List<String> JVM = with(
            EVERY_JVM,
            "-XX:TieredStopAtLevel=1",
            // on two processors compiling takes time from running, and most methods run a few hundred times in all
            "-XX:CompileThresholdScaling=4",
            // there is nothing to replay (see train), but a thread would be started for it
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTReplayTraining",
            // all that an audit of a usual node leaves behind fits, so that nothing is collected
            "-Xms32m",
            "-Xmn24m",
            "-Xmx64m",
            "-Xss512k");

    /** For commands that speak to a cluster: they run for minutes, and carry many libraries. */
    private static final List<String> CLUSTER_JVM = with(
            EVERY_JVM,
            "-Xms16m",
            "-Xmx96m",
            "-XX:MaxDirectMemorySize=32m",
            // nothing is unpacked into /tmp, where others could change it
            "-Dio.netty.transport.noNative=true",
            "-Dvertx.disableFileCaching=true",
            "-Djava.util.logging.config.class=io.nodeward.agent.command.encryption.Silence");

    private static final String PROGRAM_JAR = "nodeward.jar";

    /** Jars that make up {@link #PROGRAM_JAR}. */
    private static final List<String> EVERY_COMMAND =
            List.of("nodeward-", "snakeyaml-engine-", "picocli-", "jackson-core-");

    /** Jars of the language that local controls are written in, and of the inventory. */
    private static final List<String> LANGUAGE = List.of(
            "antlr4-runtime-",
            "cel-",
            "common-",
            "compiler-",
            "failureaccess-",
            "guava-",
            "oshi-common-",
            "protobuf-",
            "re2j-",
            "runtime-",
            "slf4j-api-",
            "snakeyaml-",
            "threeten-extra-",
            "v1alpha1-");

    /** The jar of the TLS that connections to etcd use. */
    private static final String TLS = "netty-tcnative-boringssl-static-";

    /** The directory of what only {@link #CLUSTER_JVM} loads. */
    private static final String CLUSTER = "cluster";

    /** Jars of annotations, which only compilers and checkers read. */
    private static final List<String> ANNOTATIONS = List.of(
            "jspecify-",
            "error_prone_annotations-",
            "auto-value-annotations-",
            "j2objc-annotations-",
            "listenablefuture-");

    private final Path module;
    private final Path work;
    /** Where it is put together. */
    private final Path next;
    /** Where it stays. */
    private final Path dist;

    private Dist(Path module) {
        this.module = module;
        this.work = module.resolve("target/dist-work");
        this.next = work.resolve("next");
        this.dist = module.resolve("target/dist");
    }

    public static void main(String[] args) throws Exception {
        Dist dist = new Dist(Path.of(args[0]));
        dist.make(Path.of(args[1]), args[2], args[3]);
    }

    private void make(Path program, String picocliVersion, String timestamp) throws Exception {
        Path runtime = runtime();
        Path picocli = picocli(picocliVersion, timestamp);
        delete(next);
        Files.createDirectories(next);
        copy(runtime, next.resolve("runtime"));
        List<String> jars =
                library(program, picocli, LocalDateTime.ofInstant(Instant.parse(timestamp), ZoneOffset.UTC));
        put();
        train(jars);
        launcher(jars);
        documents();
        finish();
    }

    /** The runtime image; made again only for another JDK or other modules. */
    private Path runtime() throws IOException {
        Path image = work.resolve("runtime");
        Path stamp = work.resolve("runtime.stamp");
        String wanted = Runtime.version() + " " + MODULES + "\n" + System.getProperty("java.home") + "\n";
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
            return image;
        }
        delete(image);
        tool(
                "jlink",
                "--add-modules",
                MODULES,
                "--output",
                image,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages");
        Files.writeString(stamp, wanted);
        return image;
    }

    private Path picocli(String version, String timestamp) throws IOException {
        Path jar = work.resolve("picocli-" + version + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Path sources = work.resolve("picocli-src");
        Path classes = work.resolve("picocli-classes");
        delete(sources);
        delete(classes);
        List<Object> javac = new ArrayList<>(List.of(
                "--release",
                "25",
                "-proc:none",
                "-nowarn",
                "-Xlint:none",
                "-XDstringConcat=inline",
                "-g:source,lines",
                "-d",
                classes));
        try (ZipFile zip =
                new ZipFile(work.resolve("picocli-" + version + "-sources.jar").toFile())) {
            for (var entry :
                    zip.stream().filter(e -> e.getName().endsWith(".java")).toList()) {
                Path file = sources.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
                javac.add(file);
            }
        }
        tool("javac", javac.toArray());
        tool("jar", "--create", "--file", jar, "--date", timestamp, "-C", classes, ".");
        return jar;
    }

    /**
     * Puts the program's jars in place and returns their names in the order of the class path: first the one with all
     * that every command needs, then those of the language that local controls are written in.
     */
    private List<String> library(Path program, Path picocli, LocalDateTime time) throws IOException {
        Path lib = Files.createDirectories(next.resolve("lib"));
        Path cluster = Files.createDirectories(lib.resolve(CLUSTER));
        List<Path> joined = new ArrayList<>(List.of(program));
        List<Path> language = new ArrayList<>();
        List<Path> libraries = new ArrayList<>();
        for (String entry : Files.readString(work.resolve("class-path")).strip().split(":")) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            if (starts(name, EVERY_COMMAND)) {
                joined.add(name.startsWith("picocli-") ? picocli : jar);
            } else if (starts(name, LANGUAGE)) {
                language.add(jar);
            } else if (name.startsWith(TLS)) {
                unpack(jar, cluster);
            } else if (!starts(name, ANNOTATIONS)) {
                libraries.add(jar);
                Files.copy(jar, cluster.resolve(name));
            }
        }
        List<Path> all = new ArrayList<>(joined);
        all.addAll(language);
        all.addAll(libraries);
        ProgramJar.join(joined, lib.resolve(PROGRAM_JAR), new PlainCalls(classes(all)), time);
        List<String> names = new ArrayList<>(List.of(PROGRAM_JAR));
        for (Path jar : language) {
            String name = jar.getFileName().toString();
            Files.copy(jar, lib.resolve(name));
            names.add(name);
        }
        return names;
    }

    /** Native libraries lie beside the jars, so that nothing is unpacked into /tmp when the program runs. */
    private static void unpack(Path jar, Path directory) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (var entry :
                    zip.stream().filter(e -> e.getName().endsWith(".so")).toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, directory.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
    }

    private static List<String> with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    private static boolean starts(String name, List<String> beginnings) {
        return beginnings.stream().anyMatch(name::startsWith);
    }

    private static ClassLoader classes(List<Path> jars) throws IOException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return new URLClassLoader(urls);
    }

    private void launcher(List<String> jars) throws IOException {
        StringBuilder options = new StringBuilder();
        for (String option : JVM) {
            options.append(option).append(' ');
        }
        options.append("-XX:AOTCache=\"$home\"/lib/nodeward.aot");
        StringBuilder path = new StringBuilder();
        for (String jar : jars) {
            path.append(path.isEmpty() ? "" : ":").append("\"$home\"/lib/").append(jar);
        }
        String text = Files.readString(module.resolve("src/dist/bin/nodeward"))
                .replace("@jvm.options@", options)
                .replace("@cluster.jvm.options@", String.join(" ", CLUSTER_JVM))
                .replace("@class.path@", path);
        Path file = work.resolve("nodeward");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes the AOT cache from training runs over a small node, in the JVM and with the flags that will use it. */
    private void train(List<String> jars) throws IOException, InterruptedException {
        Path node = work.resolve("node");
        delete(node);
        TrainingNode.write(node, work);
        Path lib = dist.resolve("lib");
        List<String> java =
                new ArrayList<>(List.of(dist.resolve("runtime/bin/java").toString()));
        java.addAll(JVM);
        java.addAll(List.of(
                "-cp",
                String.join(
                        ":",
                        jars.stream().map(jar -> lib.resolve(jar).toString()).toList())));
        Path recorded = work.resolve("nodeward.aotconf");
        List<String> record = new ArrayList<>(java);
        record.addAll(
                1 + JVM.size(),
                List.of(
                        "-XX:AOTMode=record",
                        "-XX:AOTConfiguration=" + recorded,
                        // profiles would have methods compiled at the start that most runs do not need compiled
                        "-XX:-AOTRecordTraining"));
        record.add("io.nodeward.agent.Training");
        record.addAll(trainingLines(node));
        run(record);
        List<String> create = new ArrayList<>(java);
        create.addAll(
                1 + JVM.size(),
                List.of(
                        "-XX:AOTMode=create",
                        "-XX:AOTConfiguration=" + recorded,
                        "-XX:AOTCache=" + lib.resolve("nodeward.aot")));
        run(create);
    }

    /** What people and scripts run most, and each way to end. Every class more makes all starts slower. */
    private List<String> trainingLines(Path node) throws IOException {
        String root = "--root " + node;
        Path earlier = work.resolve("earlier.json");
        return List.of(String.join(
                        " ; ",
                        "audit " + root + " --format json --output " + earlier,
                        "audit " + root,
                        "audit " + root + " --verbose --color always",
                        "audit " + root + " --format json --compare " + earlier,
                        "audit " + root + " --compare " + earlier,
                        "audit --help",
                        "audit --fromat json",
                        "help",
                        "version")
                .split(" "));
    }

    /** Manual pages and completion, printed by the program itself. */
    private void documents() throws IOException, InterruptedException {
        Path man = Files.createDirectories(dist.resolve("share/man/man1"));
        Path program = Files.createDirectories(dist.resolve("bin")).resolve("building");
        Files.copy(
                work.resolve("nodeward"),
                program,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
        String overview = run(List.of(program.toString(), "help", "--man"));
        Files.writeString(man.resolve("nodeward.1"), overview);
        // its last section names all other pages
        Matcher page = Pattern.compile("nodeward\\\\-(\\w+) \\(1\\)").matcher(overview);
        while (page.find()) {
            String command = page.group(1);
            Files.writeString(
                    man.resolve("nodeward-" + command + ".1"),
                    run(List.of(program.toString(), "help", "--man", command)));
        }
        Path completions = Files.createDirectories(dist.resolve("share/completions"));
        for (String shell : List.of("bash", "zsh", "fish")) {
            Files.writeString(
                    completions.resolve("nodeward." + shell), run(List.of(program.toString(), "completion", shell)));
        }
    }

    /** Runs a program and returns what it prints, which is shown only where it fails. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("nodeward-dist", null);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " ended with " + code + ":\n" + said + Files.readString(errors));
            }
            return said;
        } finally {
            Files.delete(errors);
        }
    }

    private void put() throws IOException {
        Path old = work.resolve("old");
        delete(old);
        if (Files.exists(dist)) {
            Files.move(dist, old);
        }
        Files.move(next, dist);
        delete(old);
    }

    private void finish() throws IOException {
        Files.move(dist.resolve("bin/building"), dist.resolve("bin/nodeward"));
    }

    private static void tool(String name, Object... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int code = ToolProvider.findFirst(name)
                .orElseThrow(() -> new IllegalStateException("this JDK has no " + name
                        + "; install a full JDK 25 (openjdk-25-jdk-headless or temurin-25-jdk)"))
                .run(out, out, words);
        if (code != 0) {
            throw new IllegalStateException(name + " failed:\n" + said);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        java.nio.file.LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, java.io.IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
