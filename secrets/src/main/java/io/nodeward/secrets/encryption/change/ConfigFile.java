package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionConfigReader;
import io.nodeward.secrets.encryption.servers.ExpectedConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The EncryptionConfiguration that the API servers of this host read. It is replaced as a whole by a rename within its
 * directory, which servers have to see: the directory is mounted, not the file.
 */
public final class ConfigFile implements AutoCloseable {

    private static final int LIMIT = 1 << 20;
    private static final int MODE = 0600;
    /** Servers that are not root read it by their group. */
    private static final int WIDEST = 0640;

    private final Path path;
    private final String name;
    private final HostFiles directory;

    private ConfigFile(Path path, String name, HostFiles directory) {
        this.path = path;
        this.name = name;
        this.directory = directory;
    }

    /** Opens the directory that it is in; the file itself need not exist. */
    public static ConfigFile at(Path path) throws HostFileException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IllegalArgumentException(path + " is no file");
        }
        return new ConfigFile(absolute, "/" + name, HostFiles.open(parent, parent.toString()));
    }

    /** Its path, for messages. */
    public Path path() {
        return path;
    }

    /** Its content as it is at one moment; the caller closes it. */
    public Optional<Content> read() throws HostFileException {
        Optional<Stat> seen = directory.stat(name);
        return seen.isEmpty() ? Optional.empty() : Optional.of(new Content(directory.read(name, LIMIT), seen.get()));
    }

    /** What was in it at one moment, with keys: wiped by {@link #close}. */
    public static final class Content implements AutoCloseable {

        private final byte[] bytes;
        private final Stat seen;

        private Content(byte[] bytes, Stat seen) {
            this.bytes = bytes;
            this.seen = seen;
        }

        /** The bytes themselves, not a copy. */
        byte[] bytes() {
            return bytes;
        }

        /** What servers that use it tell. */
        public ExpectedConfig expected() {
            return ExpectedConfig.of(bytes, seen.modified());
        }

        /** What it says; the caller closes it. */
        public EncryptionConfig config(String name) throws ProblemsException {
            return EncryptionConfigReader.read(bytes, name);
        }

        @Override
        public void close() {
            Arrays.fill(bytes, (byte) 0);
        }

        @Override
        public String toString() {
            return expected().hash();
        }
    }

    /**
     * Replaces it, if it is still what was seen; mode and owner stay, a new file is for its owner only.
     *
     * @throws HostFileException if it was changed meanwhile, or cannot be written; then it is as it was
     */
    void write(byte[] content, Optional<Content> seen) throws HostFileException {
        Optional<Stat> stat = seen.map(it -> it.seen);
        Access access = stat.map(Stat::access).orElse(Access.mine(MODE));
        directory.write(name, content, new Access(access.mode() & WIDEST, access.owner(), access.group()), stat);
    }

    /** Takes it away. */
    void delete(Optional<Content> seen) throws HostFileException {
        directory.delete(name, seen.map(it -> it.seen));
    }

    /** Takes away what a killed run may have left beside it. */
    void removeStale() throws HostFileException {
        directory.removeStale("/");
    }

    @Override
    public void close() {
        directory.close();
    }
}
