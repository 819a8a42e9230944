package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Facts of type File: what the file system says of a path, its symbolic links followed. Safe for any thread. */
public final class FileFacts {

    private final HostRoot root;
    private final Accounts accounts;

    public FileFacts(HostRoot root, Accounts accounts) {
        this.root = root;
        this.accounts = accounts;
    }

    /** What stands at a path; empty means that none is configured. */
    public Group of(String path) {
        if (path.isEmpty()) {
            return none("configuration");
        }
        Read<Stat> read = root.seen(path);
        if (read instanceof Found<Stat>(Stat stat)) {
            return found(path, stat);
        }
        return read instanceof Failed<Stat> failed
                ? unknown(new Known(path, path), failed.unknown())
                : absent(path, "the file does not exist", path);
    }

    /** What stands at a place that a path map gives. */
    public Group of(Read<String> place) {
        if (place instanceof Found<String>(String path)) {
            return of(path);
        }
        return place instanceof Absent<String>(String path)
                ? absent(path, "the file does not exist", path)
                : unknown(((Failed<String>) place).reason(), ((Failed<String>) place).path());
    }

    /** No file is configured; {@code source} says where one would be. */
    public Group none(String source) {
        return absent("", "no file is configured", source);
    }

    /** Nothing can be told about the file, not even where it is. */
    public static Group unknown(String reason, String source) {
        Unknown unknown = new Unknown(reason, source);
        return unknown(unknown, unknown);
    }

    /** What stands at each path, in this order. */
    public Many list(Collection<String> paths, String source) {
        List<Many.Item> items = new ArrayList<>(paths.size());
        for (String path : paths) {
            items.add(new Many.Item(path, of(path)));
        }
        return new Many(items, source);
    }

    /** Where a value was read: the real place, and how it was named when a symbolic link led there. */
    public static String source(String named, Stat stat) {
        return named.equals(stat.path()) ? named : stat.path() + " (named as " + named + ")";
    }

    private Group found(String named, Stat stat) {
        String source = source(named, stat);
        return Group.builder()
                .put("path", stat.path(), source)
                .put("exists", true, source)
                .put("type", word(stat.type()), source)
                .put("mode", stat.octal(), source)
                .put("owner", accounts.owner(stat), source)
                .put("uid", Integer.toUnsignedLong(stat.uid()), source)
                .put("gid", Integer.toUnsignedLong(stat.gid()), source)
                .build();
    }

    private static Group absent(String path, String why, String source) {
        return without(new Known(path, source), new Known(false, source), new Unknown(why, source, true));
    }

    private static Group unknown(Node path, Unknown unknown) {
        return without(path, unknown, unknown);
    }

    private static Group without(Node path, Node exists, Unknown rest) {
        return Group.builder()
                .put("path", path)
                .put("exists", exists)
                .put("type", rest)
                .put("mode", rest)
                .put("owner", rest)
                .put("uid", rest)
                .put("gid", rest)
                .build();
    }

    private static String word(Stat.Type type) {
        return switch (type) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            case SYMLINK, OTHER -> "other";
        };
    }
}
