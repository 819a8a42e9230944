package io.nodeward.journal;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** All that stands at a path at one moment. Closing it wipes the content, which may be secret. */
final class Snapshot implements AutoCloseable {

    /** What a file may have to be changed with its content saved, in bytes. */
    static final int LARGEST = 64 << 20;

    private static final int TRIES = 5;
    private static final byte[] NOTHING = {};

    private final String path;
    private final Scope scope;
    private final Optional<Stat> stat;
    private final String state;
    private final byte[] content;
    private final String target;
    private final Map<String, byte[]> attributes;

    private Snapshot(
            String path,
            Scope scope,
            Optional<Stat> stat,
            String state,
            byte[] content,
            String target,
            Map<String, byte[]> attributes) {
        this.path = path;
        this.scope = scope;
        this.stat = stat;
        this.state = state;
        this.content = content;
        this.target = target;
        this.attributes = attributes;
    }

    static Snapshot take(HostFiles files, String path, Scope scope) throws JournalException, HostFileException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Stat> before = files.stat(path);
            Snapshot snapshot;
            try {
                snapshot = of(files, path, scope, before);
            } catch (HostFileException e) {
                if (sameAs(before, files.stat(path))) {
                    throw e;
                }
                continue;
            }
            if (sameAs(before, files.stat(path))) {
                return snapshot;
            }
            snapshot.close();
        }
        throw new JournalException(
                "somebody else is changing " + path, "find out who, and try again when that has ended");
    }

    private static boolean sameAs(Optional<Stat> before, Optional<Stat> after) {
        return before.isEmpty()
                ? after.isEmpty()
                : after.isPresent() && after.get().untouchedSince(before.get());
    }

    private static Snapshot of(HostFiles files, String path, Scope scope, Optional<Stat> found)
            throws HostFileException {
        if (found.isEmpty()) {
            return new Snapshot(path, scope, found, PathState.ABSENT, NOTHING, "", Map.of());
        }
        Stat stat = found.get();
        Access access = stat.access();
        Map<String, byte[]> attributes = stat.opensHarmlessly() ? files.attributes(path) : Map.of();
        if (stat.type() == Stat.Type.LINK) {
            String target = files.target(path);
            return new Snapshot(
                    path,
                    scope,
                    found,
                    PathState.link(stat.owner(), stat.group(), target),
                    NOTHING,
                    target,
                    attributes);
        }
        if (stat.type() == Stat.Type.FILE && scope == Scope.ALL) {
            byte[] content = files.read(path, LARGEST);
            return new Snapshot(path, scope, found, PathState.file(access, content), content, "", attributes);
        }
        return new Snapshot(path, scope, found, PathState.access(stat.type(), access), NOTHING, "", attributes);
    }

    /** With every link resolved but one in the last place. */
    String path() {
        return path;
    }

    Scope scope() {
        return scope;
    }

    /** Empty if nothing stands there. */
    Optional<Stat> stat() {
        return stat;
    }

    /** As a line of text. */
    String state() {
        return state;
    }

    /** Of a regular file, unless only access was asked for; else empty. Wiped when this is closed. */
    byte[] content() {
        return content;
    }

    /** Of a link, else empty. */
    String target() {
        return target;
    }

    /** Extended ones, of regular files and directories. */
    Map<String, byte[]> attributes() {
        return attributes;
    }

    Optional<Stat.Type> type() {
        return stat.map(Stat::type);
    }

    /** Without the content. */
    @Override
    public String toString() {
        return path + ": " + state;
    }

    @Override
    public void close() {
        Arrays.fill(content, (byte) 0);
    }
}
