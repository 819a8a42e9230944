package io.nodeward.hostprobes.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is slow on a cold start, and no cache of the Java runtime takes away, stays off the way of every audit. */
class StartUpTest {

    @Test
    void noSwitchOverPatternsAndNoSecurityProviders() throws Exception {
        Path classes = Path.of(HostRoot.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        for (String directory : List.of("files", "pki")) {
            try (var files = Files.walk(classes.resolve("io/nodeward/hostprobes/" + directory))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String content = new String(Files.readAllBytes(file), ISO_8859_1);
                    // write it with instanceof
                    assertThat(content.contains("SwitchBootstraps"))
                            .as("%s switches over patterns", file)
                            .isFalse();
                    assertThat(content.contains("java/security/MessageDigest"))
                            .as("%s computes digests", file)
                            .isFalse();
                }
            }
        }
    }
}
