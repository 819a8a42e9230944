package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where a test has its logs and files: {@code target/testbed/CLASS/TEST} of its module. */
final class TestDirectory {
    private TestDirectory() {}

    /** Without what an earlier run left. */
    static Path emptied(ExtensionContext context) {
        Path directory =
                Path.of("target/testbed", context.getRequiredTestClass().getName(), testName(context));
        try {
            Directories.delete(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The method, with what tells its repetitions apart. */
    private static String testName(ExtensionContext context) {
        String method = context.getTestMethod().map(m -> m.getName()).orElse("class");
        String shown = context.getDisplayName();
        boolean plain = context.getTestMethod().isEmpty() || shown.startsWith(method + "(");
        return plain ? method : method + "-" + shown.replaceAll("[^A-Za-z0-9._-]+", "_");
    }
}
