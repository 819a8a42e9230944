package io.nodeward.agent.config;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The configuration file where it lies. */
public final class ConfigFile {

    private static final int LIMIT = 1 << 20;
    private static final String HINT = "nodeward help config shows every key";

    private ConfigFile() {}

    /**
     * Returns the configuration; the defaults, marked as such, where the usual file may not be read by this user. For
     * whoever can go on without: an audit then says so, and is not the whole answer.
     */
    public static Config loadOrGoOn(@Nullable String named, Path usual) {
        try {
            return load(named, usual);
        } catch (Failure e) {
            if (named == null && e.getCause() instanceof AccessDeniedException) {
                return new Config(
                        Config.defaults().audit(),
                        Config.defaults().metadata(),
                        Config.defaults().files(),
                        Config.defaults().binaries(),
                        usual.toString());
            }
            throw e;
        }
    }

    /**
     * Returns the configuration.
     *
     * @param named the file that the user named, which then has to be there; null for the usual one
     * @param usual where it lies when none is named
     */
    public static Config load(@Nullable String named, Path usual) {
        Path file = named == null ? usual : Path.of(named);
        String name = Plain.line(file.toString());
        try {
            if (named == null && absent(file)) {
                return Config.defaults();
            }
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                throw Failure.usage("cannot read the configuration " + name + ": it is not a regular file", HINT);
            }
            Trusted.require(file);
            if (Files.size(file) > LIMIT) {
                throw Failure.usage("cannot read the configuration " + name + ": it is larger than 1 MiB", HINT);
            }
            return ConfigReader.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), file.toString());
        } catch (ProblemsException e) {
            StringBuilder all = new StringBuilder(
                    e.problems().size() == 1
                            ? "a mistake in the configuration"
                            : e.problems().size() + " mistakes in the configuration");
            for (Problem problem : e.problems()) {
                all.append("\n  ").append(Plain.line(problem.toString(), 500));
            }
            throw Failure.usage(all.toString(), HINT);
        } catch (NoSuchFileException e) {
            throw Failure.usage("cannot read the configuration " + name + ": there is no such file", HINT);
        } catch (AccessDeniedException e) {
            throw Failure.unable(
                    "cannot read the configuration " + name + ": permission denied",
                    "run as root, or name a file with --config",
                    e);
        } catch (IOException e) {
            throw Failure.unable("cannot read the configuration " + name, null, e);
        }
    }

    /** Whether a file is not there; what may not be looked at is not absent. */
    static boolean absent(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
