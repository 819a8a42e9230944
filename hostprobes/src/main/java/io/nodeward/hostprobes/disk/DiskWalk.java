package io.nodeward.hostprobes.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks over file systems with two threads. Each directory is opened relative to the one above it and no link is followed,
 * so that nobody who changes the tree meanwhile leads it astray; what is mounted on a file system is not entered. Bounded in
 * time and in what it looks at.
 */
final class DiskWalk {

    /** A large node has some millions of names. */
    private static final long MOST_NAMES = 20_000_000;

    private static final int THREADS = 2;
    /** So deep a thread gives directories to others that wait. */
    private static final int SHARED_DEPTH = 6;

    private static final int SHARED = 16;

    private final Signposts signposts;
    private final Owners owners;
    private final Finds finds;
    private final AtomicLong names;
    private final long end;
    private final Deque<Task> tasks = new ArrayDeque<>();
    private int busy;
    private boolean over;
    /** Read without a lock, to ask the question rarely. */
    private volatile boolean hungry;

    /**
     * A directory to walk over.
     *
     * @param file an open directory; the one that takes the task closes it
     */
    record Task(
            int file,
            String path,
            int depth,
            boolean reachable,
            boolean inDevices,
            @Nullable Signposts signposts,
            long mount,
            Volume volume) {}

    /**
     * @param names counts what was looked at
     * @param milliseconds after which it ends
     */
    DiskWalk(Signposts signposts, Owners owners, Finds finds, AtomicLong names, long milliseconds) {
        this.signposts = signposts;
        this.owners = owners;
        this.finds = finds;
        this.names = names;
        this.end = System.nanoTime() + milliseconds * 1_000_000;
    }

    /** Walks over everything and returns at its end. */
    void over(List<Volume> volumes) {
        Thread helper = new Thread(() -> work(List.of()), "disk");
        helper.setDaemon(true);
        synchronized (this) {
            busy = THREADS;
        }
        helper.start();
        work(volumes);
        boolean interrupted = false;
        while (helper.isAlive()) {
            try {
                helper.join();
            } catch (InterruptedException e) {
                interrupted = true;
                stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(List<Volume> volumes) {
        try (SystemCalls calls = new SystemCalls()) {
            Descent descent = new Descent(this, calls, owners, finds);
            for (Volume volume : volumes) {
                descent.from(volume, signposts);
            }
            for (Task task = next(); task != null; task = next()) {
                descent.from(task);
            }
        } catch (RuntimeException | Error e) {
            stop();
            finds.unseen("the disk", "could not be walked: " + e.getClass().getSimpleName());
        }
    }

    /** Takes a directory that another thread gave; null when all is done. */
    private synchronized @Nullable Task next() {
        busy--;
        while (tasks.isEmpty() && busy > 0 && !over) {
            hungry = true;
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                over = true;
            }
        }
        hungry = false;
        Task task = tasks.poll();
        if (task == null) {
            over = true;
            notifyAll();
            return null;
        }
        busy++;
        return task;
    }

    /** Whether a directory of that depth had better be given away. */
    boolean wants(int depth) {
        return hungry && depth <= SHARED_DEPTH;
    }

    /** Gives a directory away; false when nobody needs it. */
    synchronized boolean give(Task task) {
        if (over || tasks.size() >= SHARED) {
            return false;
        }
        tasks.add(task);
        notifyAll();
        return true;
    }

    private synchronized void stop() {
        over = true;
        notifyAll();
    }

    /**
     * Counts names that were looked at.
     *
     * @return why no more are to be looked at, or null
     */
    @Nullable String seen(int count) {
        if (names.addAndGet(count) > MOST_NAMES) {
            return "has more names than are looked at, " + MOST_NAMES;
        }
        return System.nanoTime() - end > 0 ? "was not reached in time" : null;
    }
}
