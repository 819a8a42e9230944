package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.AppendFile;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The transactions of a host, each in a file of its own in the directory {@code journal} of the state directory: one JSON
 * object a line, which a person can read. Safe for several threads and processes; one process at a time carries on a
 * transaction.
 */
public final class Journal {

    private static final String DIRECTORY = "/journal";
    private static final String ENDING = ".jsonl";
    private static final int MODE = 0600;
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final StateDirectory state;
    private final String version;
    private final JournalListener listener;

    private Journal(StateDirectory state, String version, JournalListener listener) {
        this.state = state;
        this.version = version;
        this.listener = listener;
    }

    /**
     * Opens the journal of a state directory, and makes it if there is none.
     *
     * @param version of nodeward, for those who read it
     * @throws JournalException if others own it or can write to it
     */
    public static Journal open(StateDirectory state, String version) throws JournalException, HostFileException {
        return open(state, version, JournalListener.NONE);
    }

    /** As {@link #open(StateDirectory, String)}, with one who hears of every record of this process. */
    public static Journal open(StateDirectory state, String version, JournalListener listener)
            throws JournalException, HostFileException {
        state.directory(DIRECTORY);
        return new Journal(state, version, listener);
    }

    /**
     * Begins a transaction.
     *
     * @param kind what it is for: lower-case letters, digits and hyphens
     * @param parameters what it is asked to do, for people and for whoever resumes it; never a secret
     */
    public Transaction begin(String kind, Map<String, String> parameters) throws HostFileException {
        TransactionId id = TransactionId.of(kind, Instant.now());
        Header header = new Header(
                id.text(),
                kind,
                id.started(),
                hostName(),
                version,
                ProcessHandle.current().pid(),
                parameters);
        String path = path(id.text());
        state.files().create(path, (JsonLines.write(header) + "\n").getBytes(UTF_8), Access.mine(MODE));
        AppendFile file = state.files().append(path);
        boolean begun = false;
        try {
            Transaction transaction = Transaction.begun(this, header, file);
            begun = true;
            return transaction;
        } finally {
            if (!begun) {
                file.close();
                state.files().delete(path);
            }
        }
    }

    /**
     * Opens a transaction to resume it, to undo it, or to end it. A last line that a power cut tore is taken away.
     *
     * @throws JournalException if there is none of this id, another process carries it on, or its file is damaged
     */
    public Transaction open(String id) throws JournalException, HostFileException {
        String path = path(existing(id));
        AppendFile file;
        try {
            file = state.files().append(path);
        } catch (HostFileException e) {
            if (e.reason() == Reason.BUSY) {
                throw new JournalException(
                        "another process is carrying on transaction " + id,
                        "wait until it has ended, then try again",
                        e);
            }
            throw e;
        }
        boolean opened = false;
        try {
            TransactionFile read = TransactionFile.read(state, path);
            if (read.whole() < file.length()) {
                file.cut(read.whole());
            }
            Transaction transaction = Transaction.continued(this, read.history(), file);
            opened = true;
            return transaction;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /**
     * Reads a transaction, also one that another process carries on.
     *
     * @throws JournalException if there is none of this id, or its file is damaged
     */
    public History read(String id) throws JournalException, HostFileException {
        return TransactionFile.read(state, path(existing(id))).history();
    }

    private String existing(String id) throws JournalException, HostFileException {
        if (TransactionId.parse(id).isEmpty() || state.files().stat(path(id)).isEmpty()) {
            throw new JournalException(
                    "there is no transaction " + id + " in " + state.show(DIRECTORY), "look at the list of them");
        }
        return id;
    }

    /** Returns all transactions, the oldest first; damaged ones too, with what is wrong with them. */
    public List<Summary> list() throws HostFileException {
        List<Summary> all = new ArrayList<>();
        for (String name : state.files().list(DIRECTORY)) {
            if (name.endsWith(ENDING)) {
                TransactionId.parse(name.substring(0, name.length() - ENDING.length()))
                        .ifPresent(id -> all.add(summary(id)));
            }
        }
        all.sort(Comparator.comparing(Summary::started).thenComparing(Summary::id));
        return all;
    }

    /**
     * Returns the newest transaction of a kind that has not ended.
     *
     * @throws JournalException if a newer one of that kind is damaged, so that it cannot be known
     */
    public Optional<Summary> unfinished(String kind) throws JournalException, HostFileException {
        for (Summary summary : list().reversed()) {
            if (summary.kind().equals(kind)) {
                switch (summary.state()) {
                    case OPEN -> {
                        return Optional.of(summary);
                    }
                    case DAMAGED ->
                        throw new JournalException(
                                summary.problem(),
                                "whether transaction " + summary.id()
                                        + " has ended cannot be known; see how the host stands, "
                                        + "then move its file away");
                    case DONE, UNDONE, FAILED -> {}
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Removes for good what a transaction saved, such as old keys that must not be found later. It cannot be undone from then
     * on.
     *
     * @throws JournalException if it has not ended
     */
    public void discardOriginals(String id) throws JournalException, HostFileException {
        if (read(id).outcome().isEmpty()) {
            throw new JournalException(
                    "transaction " + id + " has not ended, and may have to be undone", "resume it or undo it first");
        }
        Originals.discard(state, id);
    }

    private Summary summary(TransactionId id) {
        try {
            History history = TransactionFile.read(state, path(id.text())).history();
            List<JournalRecord> records = history.records();
            return new Summary(
                    id.text(),
                    id.kind(),
                    id.started(),
                    history.outcome().map(Journal::state).orElse(Summary.State.OPEN),
                    records.isEmpty() ? Optional.empty() : Optional.of(records.getLast()),
                    "");
        } catch (JournalException | HostFileException e) {
            return new Summary(
                    id.text(),
                    id.kind(),
                    id.started(),
                    Summary.State.DAMAGED,
                    Optional.empty(),
                    String.valueOf(e.getMessage()));
        }
    }

    private static Summary.State state(Outcome outcome) {
        return switch (outcome) {
            case DONE -> Summary.State.DONE;
            case UNDONE -> Summary.State.UNDONE;
            case FAILED -> Summary.State.FAILED;
        };
    }

    StateDirectory state() {
        return state;
    }

    String version() {
        return version;
    }

    JournalListener listener() {
        return listener;
    }

    private static String path(String id) {
        return DIRECTORY + "/" + id + ENDING;
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
