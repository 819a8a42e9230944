package io.nodeward.journal.files;

import io.nodeward.journal.files.HostFileException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds places below a root, one name after the other, each relative to the directory before it that is already open: who
 * changes the tree meanwhile cannot lead the walk out of it. An absolute link means the root's own path, {@code ..} of the
 * root is the root. A link is only followed if it belongs to root or to the user of this process: anybody else's could
 * point a write at a file that he may not write himself.
 */
final class Walk implements AutoCloseable {

    private static final int MOST_LINKS = 40;

    private final Descriptor root;
    private final String prefix;

    /** @param prefix stands before paths in messages */
    Walk(Descriptor root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** A path for messages. */
    String show(String path) {
        return prefix + path;
    }

    /**
     * Goes to the directory in which the last name of a path stands, or shall stand.
     *
     * @param action for the message, as a verb
     * @param follow whether a link at the last name is followed too
     */
    Place to(String path, String action, boolean follow) throws HostFileException {
        check(path, action);
        Trail trail = new Trail(path, action);
        try {
            return trail.walk(follow);
        } catch (Errno e) {
            trail.closeAll();
            throw Problem.of(e, action, show(path));
        } catch (HostFileException e) {
            trail.closeAll();
            throw e;
        }
    }

    private void check(String path, String action) throws HostFileException {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0 || path.length() >= Libc.LONGEST_PATH) {
            throw Problem.make(
                    Reason.UNSAFE,
                    action,
                    show(path.replace('\0', '?')),
                    "it is not an absolute path",
                    "look at the path");
        }
    }

    /** One walk: the directories from the root to here, all open, and the names that are still ahead. */
    private final class Trail {
        private final String path;
        private final String action;
        private final Deque<String> ahead = new ArrayDeque<>();
        private final List<Descriptor> directories = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private int links;

        Trail(String path, String action) {
            this.path = path;
            this.action = action;
            push(path);
        }

        Place walk(boolean follow) throws Errno, HostFileException {
            while (!ahead.isEmpty()) {
                String name = ahead.pop();
                if (name.equals("..")) {
                    up();
                } else if (ahead.isEmpty() && !follow) {
                    return place(name);
                } else {
                    Place found = enter(name);
                    if (found != null) {
                        return found;
                    }
                }
            }
            // the path ends in a directory's own dots, or is the root itself
            if (names.isEmpty()) {
                return new Place(Descriptor.open(root, ".", Libc.PATH | Libc.DIRECTORY), ".", "/", show("/"));
            }
            String last = names.removeLast();
            directories.removeLast().close();
            return place(last);
        }

        private @Nullable Place enter(String name) throws Errno, HostFileException {
            Descriptor next;
            try {
                next = Descriptor.open(here(), name, Libc.PATH);
            } catch (Errno e) {
                if (!e.is(Errno.ABSENT)) {
                    throw e;
                }
                if (ahead.isEmpty()) {
                    return place(name);
                }
                throw Problem.make(
                        Reason.ABSENT,
                        action,
                        show(path),
                        "there is no directory " + show(pathOf(name)),
                        "make it first, or look at the path");
            }
            boolean kept = false;
            try {
                Stat stat = next.stat();
                switch (stat.type()) {
                    case DIRECTORY -> {
                        directories.add(next);
                        names.add(name);
                        kept = true;
                    }
                    case LINK -> follow(next, name, stat);
                    default -> {
                        if (ahead.isEmpty()) {
                            return place(name);
                        }
                        throw Problem.make(
                                Reason.KIND,
                                action,
                                show(path),
                                show(pathOf(name)) + " is not a directory",
                                "look at the path");
                    }
                }
            } finally {
                if (!kept) {
                    next.close();
                }
            }
            return null;
        }

        private void follow(Descriptor link, String name, Stat stat) throws Errno, HostFileException {
            if (stat.owner() != 0 && stat.owner() != Libc.user()) {
                throw Problem.make(
                        Reason.UNSAFE,
                        action,
                        show(path),
                        "the symbolic link " + show(pathOf(name)) + " belongs to user "
                                + Integer.toUnsignedString(stat.owner()),
                        "a link of somebody else's is not followed; name the file that it leads to");
            }
            if (++links > MOST_LINKS) {
                throw new Errno(Errno.CIRCLE);
            }
            String target = Libc.readlink(link.number());
            if (target.startsWith("/")) {
                while (!names.isEmpty()) {
                    up();
                }
            }
            push(target);
        }

        /** Puts the names of a path before those that are ahead. */
        private void push(String text) {
            String[] parts = text.split("/");
            for (int i = parts.length - 1; i >= 0; i--) {
                if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                    ahead.push(parts[i]);
                }
            }
        }

        private Descriptor here() {
            return directories.isEmpty() ? root : directories.getLast();
        }

        private void up() {
            if (!names.isEmpty()) {
                names.removeLast();
                directories.removeLast().close();
            }
        }

        private Place place(String name) throws Errno {
            String whole = pathOf(name);
            Descriptor directory = directories.isEmpty()
                    ? Descriptor.open(root, ".", Libc.PATH | Libc.DIRECTORY)
                    : directories.removeLast();
            closeAll();
            return new Place(directory, name, whole, show(whole));
        }

        private String pathOf(String name) {
            StringBuilder text = new StringBuilder();
            names.forEach(each -> text.append('/').append(each));
            return text.append('/').append(name).toString();
        }

        void closeAll() {
            directories.forEach(Descriptor::close);
            directories.clear();
        }
    }

    @Override
    public void close() {
        root.close();
    }
}
