package io.nodeward.journal;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import java.util.List;
import java.util.Optional;

/**
 * Changes files of a host for one step of a transaction. Before a path is changed for the first time, what stands there is
 * saved; before every change the journal says what the path becomes. So an undo can put it back, and tells what somebody else
 * did to it since.
 *
 * <p>A step that is run again, because it was interrupted, does what it did before: what is as it shall be is left alone, and
 * what is neither as it was nor as the step made it is not touched. For one thread at a time.
 */
public final class HostChanges {

    private final Transaction transaction;
    private final HostFiles files;
    private final String step;
    private final Originals originals;

    /**
     * @param files of the host; the same root for all steps of the transaction
     * @param step whose intent is recorded
     */
    public HostChanges(Transaction transaction, HostFiles files, String step) {
        this.transaction = transaction;
        this.files = files;
        this.step = step;
        this.originals = new Originals(transaction);
    }

    /** The files, to look at; what is changed through them directly cannot be undone. */
    public HostFiles files() {
        return files;
    }

    /** As {@link HostFiles#write}: makes or replaces a file. The caller wipes a secret content. */
    public void write(String path, byte[] content, Access access) throws JournalException, HostFileException {
        try (Snapshot now = look(path, Scope.ALL)) {
            String state = PathState.file(access, content);
            if (announce(now, state)) {
                files.write(now.path(), content, access, now.stat());
            }
        }
    }

    /** As {@link HostFiles#replace}: another content for a file that is there. The caller wipes a secret content. */
    public void replace(String path, byte[] content) throws JournalException, HostFileException {
        Stat stat = files.stat(path)
                .orElseThrow(() ->
                        new JournalException("cannot replace " + path + ": it does not exist", "look at the path"));
        write(path, content, stat.access());
    }

    /** As {@link HostFiles#delete}: a file, a link or an empty directory, if there is one. */
    public void delete(String path) throws JournalException, HostFileException {
        try (Snapshot now = look(path, Scope.ALL)) {
            if (now.stat().isPresent()) {
                restorable(now, "delete");
            }
            if (announce(now, PathState.ABSENT)) {
                files.delete(now.path(), now.stat());
            }
        }
    }

    /** As {@link HostFiles#createDirectory}, and sets mode and owner of one that is there. */
    public void createDirectory(String path, Access access) throws JournalException, HostFileException {
        try (Snapshot now = look(path, Scope.ALL)) {
            if (announce(now, PathState.directory(access))) {
                if (now.type().equals(Optional.of(Stat.Type.DIRECTORY))) {
                    files.setAccess(now.path(), access);
                } else {
                    files.createDirectory(now.path(), access);
                }
            }
        }
    }

    /** As {@link HostFiles#link}: makes a symbolic link, or replaces one. */
    public void link(String path, String target) throws JournalException, HostFileException {
        try (Snapshot now = look(path, Scope.ALL)) {
            Access owner = now.stat().map(Stat::access).orElseGet(() -> Access.mine(0));
            if (announce(now, PathState.link(owner.owner(), owner.group(), target))) {
                files.link(now.path(), target, now.stat());
            }
        }
    }

    /** As {@link HostFiles#setAccess}: mode and owner of anything but a link. */
    public void setAccess(String path, Access access) throws JournalException, HostFileException {
        try (Snapshot now = look(path, Scope.ACCESS)) {
            Stat.Type type = now.type()
                    .orElseThrow(() -> new JournalException(
                            "cannot change the mode and owner of " + now.path() + ": it does not exist",
                            "look at the path"));
            if (announce(now, PathState.withAccess(now.state(), PathState.access(type, access)))) {
                files.setAccess(now.path(), access);
            }
        }
    }

    /** As {@link HostFiles#rename}, of a file or a link: to where nothing stands, on the same file system. */
    public void rename(String from, String to) throws JournalException, HostFileException {
        try (Snapshot source = look(from, Scope.ALL);
                Snapshot target = look(to, Scope.ALL)) {
            if (made(source, PathState.ABSENT) && made(target, target.state())) {
                return;
            }
            restorable(source, "rename");
            if (source.type().equals(Optional.of(Stat.Type.DIRECTORY))) {
                throw new JournalException(
                        "cannot rename " + source.path() + ": it is a directory",
                        "make another and write its files there");
            }
            announce(target, source.state());
            announce(source, PathState.ABSENT);
            files.rename(source.path(), target.path());
        }
    }

    /** Whether the step has brought a path to a state. */
    private boolean made(Snapshot now, String state) {
        return now.state().equals(state)
                && latest(now.path())
                        .map(saved -> saved.becomes().contains(state))
                        .orElse(false);
    }

    /** What is put away has to be something that an undo can make again. */
    private static void restorable(Snapshot now, String action) throws JournalException {
        Stat.Type type = now.type()
                .orElseThrow(() -> new JournalException(
                        "cannot " + action + " " + now.path() + ": it does not exist", "look at the path"));
        switch (type) {
            case FILE, LINK, DIRECTORY -> {}
            case SOCKET, FIFO, DEVICE ->
                throw new JournalException(
                        "cannot " + action + " " + now.path() + ": it is a " + type.text(),
                        "stop the program that made it");
        }
    }

    /** Looks at a path; throws if somebody else changed it since the step did. */
    private Snapshot look(String path, Scope wanted) throws JournalException, HostFileException {
        String canonical = files.canonical(path);
        Optional<Saved> saved = latest(canonical);
        if (saved.isPresent()) {
            Saved known = saved.get();
            Snapshot now = Snapshot.take(files, canonical, known.scope());
            if (!known.explains(now.state())) {
                now.close();
                throw new JournalException(
                        canonical + " was changed by somebody else while step " + step + " was interrupted",
                        "it was: " + known.was() + "; it is: " + now.state() + "; put it back or undo the transaction");
            }
            if (known.scope() == Scope.ALL || wanted == Scope.ACCESS) {
                return now;
            }
            now.close();
        }
        return Snapshot.take(files, canonical, wanted);
    }

    private Optional<Saved> latest(String path) {
        List<Saved> all = Saved.of(transaction.history());
        return all.reversed().stream()
                .filter(saved -> saved.step().equals(step) && saved.path().equals(path))
                .findFirst();
    }

    /** Saves what stands there, if that is not done, and records what it becomes; false if it is that already. */
    private boolean announce(Snapshot now, String becomes) throws JournalException, HostFileException {
        if (now.state().equals(becomes)) {
            return false;
        }
        Optional<Saved> known = latest(now.path()).filter(each -> each.scope() == now.scope());
        Saved saved = known.isPresent() ? known.get() : save(now);
        transaction.changing(step, saved.changing(becomes));
        return true;
    }

    private Saved save(Snapshot now) throws JournalException, HostFileException {
        int number = Saved.count(transaction.history()) + 1;
        originals.save(number, now);
        transaction.saved(step, Saved.saved(now, number));
        return Saved.of(step, now, number);
    }
}
