package io.nodeward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.profiles.local.LocalControls;
import io.nodeward.profiles.local.WaiverFiles;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit with the built-in controls and waivers works where the language's library is not even there. */
class WithoutTheLanguageTest {

    @TempDir
    Path directory;

    @Test
    void anAudit() throws IOException, ReflectiveOperationException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "waivers: [{control: kubelet-anonymous-auth, owner: o, reason: r, expires: 2026-12-31}]");
        try (URLClassLoader loader = new URLClassLoader(withoutTheLanguage(), ClassLoader.getPlatformClassLoader())) {
            Method audit = loader.loadClass(Audit.class.getName()).getMethod("run", Path.class);
            assertThat((int) audit.invoke(null, directory)).isPositive();
        }
    }

    private static URL[] withoutTheLanguage() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.matches(".*/(dev/cel|com/google|org/antlr)/.*")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Runs in the other class loader. */
    public static final class Audit {
        private Audit() {}

        /** Returns the number of findings. */
        public static int run(Path directory) throws Exception {
            Catalogue catalogue = Catalogue.builtIn();
            Waivers waivers = WaiverFiles.load(directory, _ -> null, "n1", catalogue);
            Catalogue all = LocalControls.load(directory.resolve("none"), _ -> null, catalogue, () -> {
                throw new IllegalStateException();
            });
            return Engine.judge(all.controls(), Group.builder().build(), Instant.EPOCH, waivers)
                    .size();
        }
    }
}
