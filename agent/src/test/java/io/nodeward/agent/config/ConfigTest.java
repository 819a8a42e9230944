package io.nodeward.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.agent.console.Failure;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Severity;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key of the configuration, its default, and what is refused. */
class ConfigTest {

    private static final Path NONE = Path.of("/nonexistent/config.yaml");

    /** Every key, none with its default. A key that is added has to be added here, or {@link #everyKeyIsTested} fails. */
    private static final String FULL = """
            audit:
              baselines: [cis-k8s-2.0, local]
              failOn: medium
              unknown: ok
              offline: true
              baselinesDirectory: /srv/baselines
              waiversDirectory: /srv/waivers
            metadata:
              probe: never
            files:
              walk: never
            binaries:
              verify: always
              manifest: /etc/nodeward/binaries.sha256
              key: /etc/nodeward/binaries.pub
            """;

    @TempDir
    Path directory;

    @Test
    void defaults() throws ProblemsException {
        Config.Audit audit = Config.defaults().audit();
        assertThat(audit.baselines()).containsExactly("node-default", "local");
        assertThat(audit.failOn()).isEqualTo(Severity.HIGH);
        assertThat(audit.unknownOk()).isFalse();
        assertThat(audit.offline()).isFalse();
        assertThat(audit.baselinesDirectory()).isEqualTo("/etc/nodeward/baselines.d");
        assertThat(audit.waiversDirectory()).isEqualTo("/etc/nodeward/waivers.d");
        assertThat(ConfigReader.read("", "c.yaml")).isEqualTo(Config.defaults());
        assertThat(ConfigReader.read("# nothing\naudit:\n", "c.yaml")).isEqualTo(Config.defaults());
        assertThat(ConfigFile.load(null, NONE)).isEqualTo(Config.defaults());
    }

    @Test
    void everyKey() throws ProblemsException {
        assertThat(ConfigReader.read(FULL, "c.yaml"))
                .isEqualTo(new Config(
                        new Config.Audit(
                                List.of("cis-k8s-2.0", "local"),
                                Severity.MEDIUM,
                                true,
                                true,
                                "/srv/baselines",
                                "/srv/waivers"),
                        new Config.Metadata("never"),
                        new Config.Files("never"),
                        new Config.Binaries("always", "/etc/nodeward/binaries.sha256", "/etc/nodeward/binaries.pub")));
    }

    @Test
    void everyKeyIsTested() throws Exception {
        Config full = ConfigReader.read(FULL, "c.yaml");
        assertThat(full.metadata()).isNotEqualTo(Config.defaults().metadata());
        assertThat(full.files()).isNotEqualTo(Config.defaults().files());
        for (RecordComponent key : Config.Binaries.class.getRecordComponents()) {
            assertThat(key.getAccessor().invoke(full.binaries()))
                    .describedAs(key.getName())
                    .isNotEqualTo(key.getAccessor().invoke(Config.defaults().binaries()));
        }
        for (RecordComponent key : Config.Audit.class.getRecordComponents()) {
            assertThat(key.getAccessor().invoke(full.audit()))
                    .describedAs(key.getName())
                    .isNotEqualTo(key.getAccessor().invoke(Config.defaults().audit()));
        }
    }

    @Test
    void allMistakesAtOnceWithLineAndSuggestion() {
        assertThat(mistakes("""
                audti: {}
                audit:
                  failon: high
                  failOn: hihg
                  unknown: perhaps
                  offline: yes
                  baselines: []
                  baselinesDirectory: relative
                  failOn: low
                metadata: {prob: x, probe: nver}
                files: {walk: perhaps}
                binaries: {verify: allways, manifest: binaries.sha256}
                """))
                .containsExactly(
                        "c.yaml:1: unknown key audti (did you mean audit?)",
                        "c.yaml:3: unknown key audit.failon (did you mean failOn?)",
                        "c.yaml:4: audit.failOn is one of critical, high, medium, low (did you mean high?)",
                        "c.yaml:5: audit.unknown is one of fail, ok",
                        "c.yaml:6: audit.offline is one of true, false",
                        "c.yaml:7: audit.baselines is a list of names, such as [node-default]",
                        "c.yaml:8: audit.baselinesDirectory is an absolute path",
                        "c.yaml:9: audit.failOn stands twice",
                        "c.yaml:10: unknown key metadata.prob (did you mean probe?)",
                        "c.yaml:10: metadata.probe is one of auto, always, never (did you mean never?)",
                        "c.yaml:11: files.walk is one of auto, always, never",
                        "c.yaml:12: binaries.verify is one of auto, always, never (did you mean always?)",
                        "c.yaml:12: binaries.manifest is an absolute path",
                        "c.yaml:12: binaries.manifest and binaries.key go together: only a signed manifest counts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "text",
                "audit: 7",
                "audit: {baselines: [[]]}",
                "audit: {failOn: [high]}",
                "a: [",
                "audit: {? [x] : y}"
            })
    void whatIsNoConfigurationIsRefused(String text) {
        assertThat(mistakes(text)).isNotEmpty().allMatch(line -> line.startsWith("c.yaml:1: "));
    }

    @Test
    void aNamedFileHasToBeThere() {
        assertThatThrownBy(() -> ConfigFile.load(NONE.toString(), NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw-----w-"})
    void rootRefusesAFileThatOthersCanWrite(String mode) throws IOException {
        assumeTrue(root(), "needs root");
        Path file = Files.writeString(directory.resolve("config.yaml"), FULL);
        ConfigFile.load(file.toString(), NONE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> ConfigFile.load(file.toString(), NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("refusing to use");
    }

    @Test
    void rootRefusesAFileInADirectoryThatOthersCanWrite() throws IOException {
        assumeTrue(root(), "needs root");
        Path open = Files.createDirectory(directory.resolve("open"));
        Path file = Files.writeString(open.resolve("config.yaml"), FULL);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> ConfigFile.load(file.toString(), NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("refusing to use");
        Path link = Files.createSymbolicLink(directory.resolve("link.yaml"), file);
        assertThatThrownBy(() -> ConfigFile.load(link.toString(), NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("refusing to use");
    }

    @Test
    void rootRefusesAFileOfSomebodyElse() throws IOException {
        assumeTrue(root(), "needs root");
        Path file = Files.writeString(directory.resolve("config.yaml"), FULL);
        Files.setAttribute(file, "unix:uid", 65534);
        assertThatThrownBy(() -> ConfigFile.load(file.toString(), NONE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("refusing to use");
    }

    private static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static List<String> mistakes(String text) {
        try {
            ConfigReader.read(text, "c.yaml");
            return List.of();
        } catch (ProblemsException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }
}
