package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.CatalogueCodec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the build does with baseline files.
 *
 * <ul>
 *   <li>{@code compile DIRECTORY OUTPUT [JAVA]}: compiles all files of a directory into one class file, and writes down
 *       with which Java and which classes it did, so that {@code check} can be started without the build
 *   <li>{@code check DIRECTORY [FILE…]}: compiles them, and runs the test tables of the files named, or of all
 * </ul>
 */
public final class BaselineTool {

    private BaselineTool() {}

    /** Ends with 1 after mistakes, which go to standard error. */
    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
        if (arguments.size() < 2) {
            err.println("usage: compile DIRECTORY OUTPUT [JAVA] | check DIRECTORY [FILE...]");
            return 2;
        }
        Language language = new Language(Schema.builtIn());
        List<SourceFile> sources = sources(Path.of(arguments.get(1)));
        try {
            if (arguments.getFirst().equals("check")) {
                return check(sources, language, arguments.subList(2, arguments.size()), out, err);
            }
            compile(sources, language, arguments.subList(2, arguments.size()));
            return 0;
        } catch (ProblemsException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void compile(List<SourceFile> sources, Language language, List<String> outputs)
            throws IOException, ProblemsException {
        if (outputs.size() > 1) {
            String java = System.getProperty("java.home") + "/bin/java";
            Files.writeString(Path.of(outputs.get(1)), java + "\n" + System.getProperty("java.class.path") + "\n");
        }
        byte[] bytes = DataClass.of(
                "io.nodeward.profiles.CatalogueData",
                CatalogueCodec.write(
                        CatalogueCompiler.builtIn(sources, language).catalogue()));
        Path output = Path.of(outputs.getFirst());
        Path folder = output.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(output) || !Arrays.equals(Files.readAllBytes(output), bytes)) {
            Files.write(output, bytes);
        }
    }

    private static int check(
            List<SourceFile> sources, Language language, List<String> files, PrintStream out, PrintStream err)
            throws ProblemsException {
        int controls = 0;
        int cases = 0;
        List<String> mistakes = new ArrayList<>();
        for (Authored authored : sound(sources, language, files, err).authored()) {
            if (files.isEmpty() || named(authored.file(), files)) {
                controls++;
                cases += authored.cases().size();
                mistakes.addAll(CaseCheck.all(authored));
            }
        }
        mistakes.forEach(err::println);
        out.println(controls + " controls, " + cases + " cases, " + mistakes.size() + " mistakes");
        return mistakes.isEmpty() && controls > 0 ? 0 : 1;
    }

    /** Leaves out files with mistakes of their own that were not asked about: somebody else may be writing them. */
    private static CatalogueCompiler.Result sound(
            List<SourceFile> sources, Language language, List<String> files, PrintStream err) throws ProblemsException {
        List<SourceFile> rest = new ArrayList<>(sources);
        while (true) {
            try {
                return CatalogueCompiler.builtIn(rest, language);
            } catch (ProblemsException e) {
                if (files.isEmpty() || e.problems().stream().anyMatch(problem -> named(problem.file(), files))) {
                    throw e;
                }
                String first = e.problems().getFirst().file();
                err.println("left out, since it has mistakes of its own: " + first);
                rest.removeIf(source -> source.name().equals(first));
            }
        }
    }

    private static boolean named(String file, List<String> files) {
        return files.stream().anyMatch(name -> sameFile(name, file));
    }

    private static boolean sameFile(String file, String other) {
        return Path.of(file).toAbsolutePath().equals(Path.of(other).toAbsolutePath());
    }

    /** The YAML files of a directory by name, those below it too. */
    public static List<SourceFile> sources(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        List<SourceFile> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(new SourceFile(file.toString(), Files.readString(file)));
        }
        return sources;
    }
}
