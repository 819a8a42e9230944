package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stood at paths before a transaction changed them, in the directory {@code originals/ID} of the state directory: for
 * each a file with a number that holds the content, and beside it one with the ending {@code .json} that says the rest, so
 * that a person can put it back by hand.
 */
final class Originals {

    private static final String ALL = "/originals";
    private static final int MODE = 0600;
    private static final int LARGEST_NOTE = 1 << 20;
    private static final String ATTRIBUTE = "xattr:";

    private final StateDirectory state;
    private final String directory;

    /** Removes those of a transaction for good. */
    static void discard(StateDirectory state, String id) throws HostFileException {
        String directory = ALL + "/" + id;
        if (state.files().stat(directory).isPresent()) {
            for (String name : state.files().list(directory)) {
                state.files().delete(directory + "/" + name);
            }
            state.files().delete(directory);
        }
    }

    Originals(Transaction transaction) {
        this.state = transaction.journal().state();
        this.directory = ALL + "/" + transaction.id();
    }

    void save(int number, Snapshot snapshot) throws JournalException, HostFileException {
        state.directory(ALL);
        state.directory(directory);
        if (snapshot.type().equals(Optional.of(Stat.Type.FILE)) && snapshot.scope() == Scope.ALL) {
            state.files().write(content(number), snapshot.content(), Access.mine(MODE));
        }
        state.files().write(note(number), (JsonLines.write(note(snapshot)) + "\n").getBytes(UTF_8), Access.mine(MODE));
    }

    private static Map<String, String> note(Snapshot snapshot) {
        Map<String, String> note = new LinkedHashMap<>();
        note.put("path", snapshot.path());
        note.put("was", snapshot.state());
        snapshot.stat().ifPresent(stat -> {
            note.put("type", stat.type().name());
            note.put("mode", Integer.toOctalString(stat.mode()));
            note.put("owner", Integer.toUnsignedString(stat.owner()));
            note.put("group", Integer.toUnsignedString(stat.group()));
            note.put("modified", stat.modified().toString());
            note.put("target", snapshot.target());
        });
        snapshot.attributes()
                .forEach((name, value) ->
                        note.put(ATTRIBUTE + name, Base64.getEncoder().encodeToString(value)));
        return note;
    }

    /** What a note says. */
    private record Original(
            Stat.Type type, Access access, Instant modified, String target, Map<String, byte[]> attributes) {}

    /** Puts a path back as it was; what stands there now may be overwritten. */
    void restore(Saved saved, HostFiles files, Optional<Stat> now) throws JournalException, HostFileException {
        String path = saved.path();
        if (saved.was().equals(PathState.ABSENT)) {
            files.delete(path, now);
            return;
        }
        Original original = read(saved);
        if (saved.scope() == Scope.ACCESS) {
            files.restoreAccess(path, original.access(), original.attributes());
            return;
        }
        switch (original.type()) {
            case FILE -> {
                byte[] content = content(saved);
                try {
                    files.restore(path, content, original.access(), original.attributes(), original.modified(), now);
                } finally {
                    Arrays.fill(content, (byte) 0);
                }
            }
            case LINK ->
                files.restoreLink(
                        path,
                        original.target(),
                        original.access().owner(),
                        original.access().group(),
                        now);
            case DIRECTORY -> {
                if (now.isEmpty()) {
                    files.restoreDirectory(path, original.access(), original.attributes());
                } else {
                    files.restoreAccess(path, original.access(), original.attributes());
                }
            }
            case SOCKET, FIFO, DEVICE -> throw damaged(saved);
        }
    }

    private byte[] content(Saved saved) throws JournalException, HostFileException {
        byte[] content = state.files().read(content(saved.original()), Snapshot.LARGEST);
        if (!PathState.hasContent(saved.was(), content)) {
            Arrays.fill(content, (byte) 0);
            throw damaged(saved);
        }
        return content;
    }

    private Original read(Saved saved) throws JournalException, HostFileException {
        String file = note(saved.original());
        try {
            Map<String, String> note =
                    JsonLines.flat(new String(state.files().read(file, LARGEST_NOTE), UTF_8).strip());
            if (!saved.path().equals(note.get("path")) || !saved.was().equals(note.get("was"))) {
                throw damaged(saved);
            }
            Map<String, byte[]> attributes = new HashMap<>();
            note.forEach((name, value) -> {
                if (name.startsWith(ATTRIBUTE)) {
                    attributes.put(
                            name.substring(ATTRIBUTE.length()),
                            Base64.getDecoder().decode(value));
                }
            });
            return new Original(
                    Stat.Type.valueOf(note.getOrDefault("type", "")),
                    new Access(
                            Integer.parseInt(note.getOrDefault("mode", ""), 8),
                            Integer.parseUnsignedInt(note.getOrDefault("owner", "")),
                            Integer.parseUnsignedInt(note.getOrDefault("group", ""))),
                    Instant.parse(note.getOrDefault("modified", "")),
                    note.getOrDefault("target", ""),
                    attributes);
        } catch (JsonLines.Damage | IllegalArgumentException | DateTimeException e) {
            throw damaged(saved);
        }
    }

    private JournalException damaged(Saved saved) {
        return new JournalException(
                "what was saved of " + saved.path() + " is damaged: " + state.show(note(saved.original())),
                "put it back from a backup; it was: " + saved.was());
    }

    private String content(int number) {
        return directory + "/" + number;
    }

    private String note(int number) {
        return content(number) + ".json";
    }
}
