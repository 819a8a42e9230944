package io.nodeward.hostprobes.disk;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paths of which the walk has to know something when it comes there, as a tree of names; {@code *} stands for any name. */
final class Signposts {

    private final Map<String, Signposts> children = new HashMap<>();
    private boolean skipped;
    private boolean program;
    private boolean devices;

    /**
     * @param skipped what is not entered
     * @param programs directories in which root looks for programs
     * @param devices where device files belong
     */
    static Signposts of(Collection<String> skipped, Collection<String> programs, Collection<String> devices) {
        Signposts top = new Signposts();
        for (String path : skipped) {
            top.at(path).skipped = true;
        }
        for (String path : programs) {
            top.at(path).program = true;
        }
        for (String path : devices) {
            top.at(path).devices = true;
        }
        return top;
    }

    private Signposts at(String path) {
        Signposts at = this;
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                at = at.children.computeIfAbsent(name, _ -> new Signposts());
            }
        }
        return at;
    }

    /** What stands at a name below, or null. */
    @Nullable Signposts below(byte[] name) {
        if (children.isEmpty()) {
            return null;
        }
        Signposts next = children.get(new String(name, StandardCharsets.UTF_8));
        return next == null ? children.get("*") : next;
    }

    boolean skipped() {
        return skipped;
    }

    boolean program() {
        return program;
    }

    /** Also everything below. */
    boolean devices() {
        return devices;
    }
}
