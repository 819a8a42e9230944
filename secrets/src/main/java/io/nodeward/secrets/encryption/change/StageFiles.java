package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionConfigReader;
import io.nodeward.secrets.encryption.config.EncryptionConfigWriter;
import java.util.Arrays;

/**
 * The configurations of one change, in a directory of the state directory that only root reads: made once, so that a change
 * that is resumed goes on with the same keys.
 */
final class StageFiles implements AutoCloseable {

    private static final String DIRECTORY = "/encryption";
    private static final int LIMIT = 1 << 20;
    private static final int DIRECTORY_MODE = 0700;
    private static final int MODE = 0600;

    private final StateDirectory state;
    private final HostFiles files;
    private final String directory;

    private StageFiles(StateDirectory state, HostFiles files, String directory) {
        this.state = state;
        this.files = files;
        this.directory = directory;
    }

    static StageFiles of(StateDirectory state, String transaction) throws HostFileException {
        return new StageFiles(
                state, HostFiles.open(state.path(), state.path().toString()), DIRECTORY + "/" + transaction);
    }

    /** Writes one, also when an earlier attempt wrote it before. */
    void put(Stage stage, EncryptionConfig config) throws HostFileException {
        byte[] content = EncryptionConfigWriter.write(config);
        try {
            put(stage, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Writes one as it is. */
    void put(Stage stage, byte[] content) throws HostFileException {
        make(DIRECTORY);
        make(directory);
        files.write(path(stage), content, Access.mine(MODE));
    }

    private void make(String path) throws HostFileException {
        if (files.stat(path).isEmpty()) {
            files.createDirectory(path, Access.mine(DIRECTORY_MODE));
        }
    }

    boolean has(Stage stage) throws HostFileException {
        return files.stat(directory).isPresent() && files.stat(path(stage)).isPresent();
    }

    /** Its content, with keys in it: the caller wipes it. */
    byte[] content(Stage stage) throws HostFileException {
        return files.read(path(stage), LIMIT);
    }

    /** What it says; the caller closes it. */
    EncryptionConfig config(Stage stage) throws HostFileException, ProblemsException {
        byte[] content = content(stage);
        try {
            return EncryptionConfigReader.read(content, shown(stage));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Where it is, for messages. */
    String shown(Stage stage) {
        return state.path() + path(stage);
    }

    private String path(Stage stage) {
        return directory + "/" + stage.step() + ".yaml";
    }

    /** Takes all of them away: what is in force is in the API servers' own file. */
    void delete() throws HostFileException {
        if (files.stat(directory).isEmpty()) {
            return;
        }
        for (String name : files.list(directory)) {
            files.delete(directory + "/" + name);
        }
        files.delete(directory);
    }

    @Override
    public void close() {
        files.close();
    }
}
