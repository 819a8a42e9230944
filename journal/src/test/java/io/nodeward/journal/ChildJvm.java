package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import io.nodeward.journal.files.HostFiles;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of the tests in a process of its own, so that it can be killed. */
final class ChildJvm {

    private ChildJvm() {}

    /** Starts it; what it writes to standard error appears in this process's. */
    static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + HostFiles.REFUSE_HOST_ROOT + "=true",
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Of the build's own runner the class path of the tests, not that of the runner. */
    private static String classPath() {
        return Stream.of(HostFiles.class, ChildJvm.class, JsonFactory.class)
                .map(type -> Path.of(location(type)).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static URI location(Class<?> type) {
        return URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString());
    }

    static void awaitLine(Process child, String expected) throws IOException {
        BufferedReader lines = child.inputReader(UTF_8);
        String line = lines.readLine();
        if (!expected.equals(line)) {
            throw new IllegalStateException("the child said " + line);
        }
    }
}
