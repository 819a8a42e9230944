package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodeward.journal.History.StepState;
import io.nodeward.journal.JournalRecord.Kind;
import io.nodeward.journal.files.AppendFile;
import io.nodeward.journal.files.HostFileException;
import java.io.Closeable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A transaction that this process carries on. Every record is on the disk when the call returns; if it cannot be written the
 * call fails, and what it announces must not be done. Nothing in a record may be secret.
 *
 * <p>Closing it leaves it open for whoever resumes it; only {@link #end} ends it. Safe for several threads.
 */
public final class Transaction implements Closeable {

    /** Room that is taken on the disk when a transaction begins, so that its undo can be recorded also when the disk is full. */
    private static final int RESERVED = 64 << 10;

    private final Journal journal;
    private final History history;
    private final AppendFile file;
    /** Whether records of another process stand before ours. */
    private boolean continued;

    private Transaction(Journal journal, History history, AppendFile file, boolean continued) {
        this.journal = journal;
        this.history = history;
        this.file = file;
        this.continued = continued;
    }

    static Transaction begun(Journal journal, Header header, AppendFile file) throws HostFileException {
        file.reserve(RESERVED);
        return new Transaction(journal, new History(header), file, false);
    }

    static Transaction continued(Journal journal, History history, AppendFile file) throws HostFileException {
        try {
            file.reserve(RESERVED);
        } catch (HostFileException e) {
            // what was reserved when it began may still be enough
            if (e.reason() != HostFileException.Reason.DISK_FULL) {
                throw e;
            }
        }
        return new Transaction(journal, history, file, true);
    }

    /** Names it: for messages, and to open it again. */
    public String id() {
        return history.header().id();
    }

    /** What was recorded until now, and from now on. */
    public History history() {
        return history;
    }

    /** Records that a step is about to run. */
    public void intent(String step, Map<String, String> details) throws HostFileException {
        append(Kind.INTENT, named(step), details);
    }

    /** Records that the step which was begun is done. */
    public void done(String step, Map<String, String> details) throws HostFileException {
        began(step);
        append(Kind.DONE, step, details);
    }

    /**
     * Records that the step which was begun failed.
     *
     * @param reason for people; never a secret
     */
    public void failed(String step, String reason) throws HostFileException {
        began(step);
        append(Kind.FAILED, step, Map.of("reason", reason));
    }

    /** Records that a step is about to be undone. */
    public void undoing(String step) throws HostFileException {
        append(Kind.UNDOING, named(step), Map.of());
    }

    /** Records that a step is undone. */
    public void undone(String step, Map<String, String> details) throws HostFileException {
        append(Kind.UNDONE, named(step), details);
    }

    /** Notes how far something has come; {@link History#checkpoint} gives it back after a resume. */
    public void checkpoint(String name, Map<String, String> values) throws HostFileException {
        append(Kind.CHECKPOINT, named(name), values);
    }

    /**
     * Ends it.
     *
     * @param reason for people, may be empty; never a secret
     */
    public synchronized void end(Outcome outcome, String reason) throws HostFileException {
        append(
                Kind.END,
                "",
                reason.isEmpty()
                        ? Map.of("outcome", outcome.text())
                        : Map.of("outcome", outcome.text(), "reason", reason));
        // gives back what was reserved
        file.cut(file.length());
    }

    void saved(String step, Map<String, String> details) throws HostFileException {
        append(Kind.SAVED, step, details);
    }

    void changing(String step, Map<String, String> details) throws HostFileException {
        append(Kind.CHANGING, step, details);
    }

    Journal journal() {
        return journal;
    }

    private void began(String step) {
        if (history.step(step) != StepState.STARTED) {
            throw new IllegalStateException("no intent was recorded for step " + step);
        }
    }

    private static String named(String step) {
        if (step.isBlank()) {
            throw new IllegalArgumentException("a step has no name");
        }
        return step;
    }

    private synchronized void append(Kind kind, String step, Map<String, String> details) throws HostFileException {
        if (continued) {
            write(
                    Kind.OPENED,
                    "",
                    Map.of(
                            "nodeward", journal.version(),
                            "pid", Long.toString(ProcessHandle.current().pid())));
            continued = false;
        }
        write(kind, step, details);
    }

    private void write(Kind kind, String step, Map<String, String> details) throws HostFileException {
        JournalRecord record = new JournalRecord(
                history.size() + 1L, Instant.now().truncatedTo(ChronoUnit.MILLIS), kind, step, details);
        file.append((JsonLines.write(record) + "\n").getBytes(UTF_8));
        history.add(record);
        journal.listener().recorded(record);
    }

    @Override
    public synchronized void close() {
        file.close();
    }
}
