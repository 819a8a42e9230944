package io.nodeward.hostprobes.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes down from a directory, for one thread. Without recursion: a tree may be nested as deep as its maker likes. */
final class Descent {

    /** Of those above only so many are held open; the others are opened again by way of {@code ..}, and checked. */
    private static final int HELD_OPEN = 128;

    private static final int MOST_WAITING = 400_000;
    private static final int LONGEST_SHOWN = 4096;
    private static final int SET_USER_ID = 04000;
    private static final int SET_GROUP_ID = 02000;
    private static final int GROUP_EXECUTES = 010;
    private static final int ANYBODY_EXECUTES = 0111;
    private static final int OTHERS_WRITE = 02;
    private static final int OTHERS_ENTER = 01;
    private static final int STICKY = 01000;
    private static final int OTHERS_THAN_OWNER_WRITE = 022;
    private static final byte[] NOTHING = {};
    private static final byte[] UP = {'.', '.'};
    private static final byte[] SELF = {'.'};

    private final DiskWalk walk;
    private final SystemCalls calls;
    private final Owners owners;
    private final Finds finds;
    private byte[] path = new byte[LONGEST_SHOWN];
    private int waiting;
    private int lastUser;
    private int lastGroup;
    private boolean stopped;

    Descent(DiskWalk walk, SystemCalls calls, Owners owners, Finds finds) {
        this.walk = walk;
        this.calls = calls;
        this.owners = owners;
        this.finds = finds;
    }

    /** A directory in this one that has still to be walked over. */
    private static final class Child {
        private final byte[] name;
        private final long inode;
        private final int mode;
        private final @Nullable Signposts signposts;

        Child(byte[] name, long inode, int mode, @Nullable Signposts signposts) {
            this.name = name;
            this.inode = inode;
            this.mode = mode;
            this.signposts = signposts;
        }
    }

    private static final class Level {
        /** An open directory; less than 0 while it is closed. */
        private int file;

        private final long inode;
        private final int length;
        private final boolean reachable;
        private final boolean inDevices;
        private final @Nullable Signposts signposts;
        private final List<Child> children = new ArrayList<>();

        Level(int file, long inode, int length, boolean reachable, boolean inDevices, @Nullable Signposts signposts) {
            this.file = file;
            this.inode = inode;
            this.length = length;
            this.reachable = reachable;
            this.inDevices = inDevices;
            this.signposts = signposts;
        }
    }

    /** Walks over a file system. */
    void from(Volume volume, Signposts top) {
        int file = calls.open(volume.outside());
        if (file < 0) {
            if (calls.error() != SystemCalls.NO_SUCH_FILE) {
                finds.unseen(volume.inside(), SystemCalls.meaning(calls.error()));
            }
            return;
        }
        if (!calls.status(file, SELF)) {
            finds.unseen(volume.inside(), SystemCalls.meaning(calls.error()));
            calls.close(file);
            return;
        }
        Signposts at = top;
        boolean devices = false;
        boolean skipped = false;
        for (String name : volume.inside().split("/")) {
            if (!name.isEmpty() && at != null) {
                at = at.below(name.getBytes(StandardCharsets.UTF_8));
                devices |= at != null && at.devices();
                skipped |= at != null && at.skipped();
            }
        }
        if (skipped) {
            calls.close(file);
            return;
        }
        // who may enter the directories above a mount is of no matter: it may be reached another way
        from(new DiskWalk.Task(file, volume.inside(), 0, true, devices, at, calls.mount(), volume));
    }

    /** Walks over what another thread, or {@link #from(Volume, Signposts)}, opened. */
    void from(DiskWalk.Task task) {
        byte[] start = task.path().equals("/") ? NOTHING : task.path().getBytes(StandardCharsets.UTF_8);
        Deque<Level> above = new ArrayDeque<>();
        int depth = task.depth();
        if (!calls.status(task.file(), SELF)) {
            finds.unseen(task.path(), SystemCalls.meaning(calls.error()));
            calls.close(task.file());
            return;
        }
        put(0, start);
        Level at = new Level(
                task.file(), calls.inode(), start.length, task.reachable(), task.inDevices(), task.signposts());
        read(at, task);
        while (true) {
            if (at.children.isEmpty() || stopped) {
                leave(at);
                Level up = above.pollLast();
                if (up != null && up.file < 0 && !stopped) {
                    reopen(up, at, task);
                }
                if (at.file >= 0) {
                    calls.close(at.file);
                }
                if (up == null) {
                    return;
                }
                depth--;
                at = up;
                continue;
            }
            Child child = at.children.removeLast();
            waiting--;
            if (at.file < 0) {
                continue;
            }
            int file = calls.open(at.file, child.name);
            int length = put(at.length, child.name);
            if (file < 0) {
                failed(length);
                continue;
            }
            boolean devices = at.inDevices || (child.signposts != null && child.signposts.devices());
            boolean reachable = at.reachable && (child.mode & OTHERS_ENTER) != 0;
            if (walk.wants(depth + 1)) {
                DiskWalk.Task given = new DiskWalk.Task(
                        file,
                        shown(length),
                        depth + 1,
                        reachable,
                        devices,
                        child.signposts,
                        task.mount(),
                        task.volume());
                if (walk.give(given)) {
                    continue;
                }
            }
            if (above.size() >= HELD_OPEN) {
                calls.close(at.file);
                at.file = -1;
            }
            above.addLast(at);
            at = new Level(file, child.inode, length, reachable, devices, child.signposts);
            depth++;
            read(at, task);
        }
    }

    /** Forgets what is still to be walked over there. */
    private void leave(Level at) {
        waiting -= at.children.size();
        at.children.clear();
    }

    private void reopen(Level up, Level from, DiskWalk.Task task) {
        int file = from.file < 0 ? -1 : calls.open(from.file, UP);
        boolean same =
                file >= 0 && calls.status(file, SELF) && calls.inode() == up.inode && calls.mount() == task.mount();
        if (same) {
            up.file = file;
            return;
        }
        if (file >= 0) {
            calls.close(file);
        }
        finds.unseen(shown(up.length), "was moved while it was walked over");
        leave(up);
    }

    /** Looks at all that is in a directory. */
    private void read(Level at, DiskWalk.Task task) {
        byte[] prefix = NOTHING;
        while (!stopped) {
            int bytes = calls.read(at.file);
            if (bytes <= 0) {
                if (bytes < 0 && calls.error() != SystemCalls.NO_SUCH_FILE) {
                    finds.unseen(shown(at.length), SystemCalls.meaning(calls.error()));
                }
                return;
            }
            int count = 0;
            int entry = 0;
            while (entry < bytes) {
                byte type = calls.entries().get(entry + SystemCalls.ENTRY_TYPE);
                boolean self = self(entry);
                count += self ? 0 : 1;
                if (type != SystemCalls.ENTRY_LINK && !self) {
                    if (calls.status(at.file, entry)) {
                        if (prefix.length == 0) {
                            prefix = SystemCalls.prefix(at.file);
                        }
                        look(at, entry, prefix, task);
                    } else if (calls.error() != SystemCalls.NO_SUCH_FILE) {
                        finds.unseen(shown(put(at.length, calls.name(entry))), SystemCalls.meaning(calls.error()));
                    }
                }
                entry += calls.entries().getShort(entry + SystemCalls.ENTRY_LENGTH) & 0xffff;
            }
            String reason = walk.seen(count);
            if (reason != null) {
                finds.unseen(shown(at.length), reason);
                stopped = true;
            }
        }
    }

    /** {@code .} and {@code ..} */
    private boolean self(int entry) {
        int name = entry + SystemCalls.ENTRY_NAME;
        if (calls.entries().get(name) != '.') {
            return false;
        }
        byte second = calls.entries().get(name + 1);
        return second == 0 || (second == '.' && calls.entries().get(name + 2) == 0);
    }

    private void look(Level at, int entry, byte[] prefix, DiskWalk.Task task) {
        int mode = calls.mode();
        boolean strange = strange(calls.user(), calls.group());
        switch (mode & SystemCalls.TYPE) {
            case SystemCalls.REGULAR -> file(at, entry, mode, strange, prefix, task);
            case SystemCalls.DIRECTORY -> directory(at, entry, mode, strange, task);
            case SystemCalls.CHARACTER_DEVICE, SystemCalls.BLOCK_DEVICE -> {
                if (!at.inDevices && calls.means() != 0) {
                    finds.add(finds.devices, find(at, entry, NOTHING, task));
                }
            }
            default -> {
                // links, sockets and pipes give nobody anything by themselves
            }
        }
    }

    private void file(Level at, int entry, int mode, boolean strange, byte[] prefix, DiskWalk.Task task) {
        boolean privileged = (mode & SET_USER_ID) != 0
                || (mode & (SET_GROUP_ID | GROUP_EXECUTES)) == (SET_GROUP_ID | GROUP_EXECUTES);
        byte[] capabilities = NOTHING;
        if ((mode & ANYBODY_EXECUTES) != 0 && !task.volume().nosuid()) {
            capabilities = calls.capabilities(at.file, prefix, entry);
        }
        if (privileged || capabilities.length > 0) {
            finds.add(finds.privileged, find(at, entry, capabilities, task));
        }
        if ((mode & OTHERS_WRITE) != 0 && at.reachable) {
            finds.add(finds.openFiles, find(at, entry, NOTHING, task));
        }
        if (strange) {
            finds.add(finds.unowned, find(at, entry, NOTHING, task));
        }
        boolean othersWrite = calls.user() != 0
                || (mode & OTHERS_WRITE) != 0
                || ((mode & OTHERS_THAN_OWNER_WRITE) != 0 && calls.group() != 0);
        if (at.signposts != null && at.signposts.program() && othersWrite && (mode & ANYBODY_EXECUTES) != 0) {
            finds.add(finds.programs, find(at, entry, NOTHING, task));
        }
    }

    private void directory(Level at, int entry, int mode, boolean strange, DiskWalk.Task task) {
        if (calls.mount() != task.mount()) {
            return;
        }
        byte[] name = calls.name(entry);
        Signposts signposts = at.signposts == null ? null : at.signposts.below(name);
        if (signposts != null && signposts.skipped()) {
            return;
        }
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0 && at.reachable) {
            finds.add(finds.openDirectories, find(at, entry, NOTHING, task));
        }
        if (strange) {
            finds.add(finds.unowned, find(at, entry, NOTHING, task));
        }
        if (waiting >= MOST_WAITING) {
            finds.unseen(shown(at.length), "holds more directories than are kept in mind, " + MOST_WAITING);
            return;
        }
        waiting++;
        at.children.add(new Child(name, calls.inode(), mode, signposts));
    }

    private Find find(Level at, int entry, byte[] capabilities, DiskWalk.Task task) {
        return new Find(
                shown(put(at.length, calls.name(entry))),
                calls.mode(),
                calls.user(),
                calls.group(),
                calls.links(),
                calls.device() + ":" + calls.inode(),
                capabilities.length == 0 ? null : FileCapabilities.of(capabilities),
                task.volume());
    }

    /** Nearly all files belong to whom the file before belonged. */
    private boolean strange(int user, int group) {
        if ((user == 0 || user == lastUser) && (group == 0 || group == lastGroup)) {
            return false;
        }
        if (!owners.user(user) || !owners.group(group)) {
            return true;
        }
        lastUser = user;
        lastGroup = group;
        return false;
    }

    private void failed(int length) {
        switch (calls.error()) {
            case SystemCalls.NO_SUCH_FILE, SystemCalls.NO_DIRECTORY, SystemCalls.TOO_MANY_LINKS -> {
                // went away, or something else stands there now
            }
            default -> finds.unseen(shown(length), SystemCalls.meaning(calls.error()));
        }
    }

    /** Puts a slash and a name, or a whole path, behind the first bytes of the path; returns the new length. */
    private int put(int length, byte[] name) {
        if (name.length == 0) {
            return length;
        }
        boolean slash = name[0] != '/';
        int end = length + (slash ? 1 : 0) + name.length;
        if (end > path.length) {
            path = Arrays.copyOf(path, 2 * end);
        }
        path[length] = '/';
        System.arraycopy(name, 0, path, end - name.length, name.length);
        return end;
    }

    private String shown(int length) {
        if (length == 0) {
            return "/";
        }
        return length <= LONGEST_SHOWN
                ? new String(path, 0, length, StandardCharsets.UTF_8)
                : new String(path, 0, LONGEST_SHOWN, StandardCharsets.UTF_8) + "…";
    }
}
