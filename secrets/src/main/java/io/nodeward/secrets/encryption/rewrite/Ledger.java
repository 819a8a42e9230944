package io.nodeward.secrets.encryption.rewrite;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps count of what became of each object, and up to which one all are settled. Safe for several threads. */
final class Ledger {
    private static final int NAMED = 100;

    /** One object that is being worked on. */
    static final class Entry {
        private final StoredObject object;
        private boolean settled;
        private boolean refused;

        private Entry(StoredObject object) {
            this.object = object;
        }

        StoredObject object() {
            return object;
        }
    }

    /** What became of an object. */
    enum Outcome {
        REWRITTEN,
        ALTERED,
        UNCHANGED,
        GONE
    }

    private final ApiResource resource;
    private final long started = System.nanoTime();
    /** In the order of the list; those at its head that are settled are taken away. */
    private final Deque<Entry> open = new ArrayDeque<>();

    private final List<Refusal> refusals = new ArrayList<>();
    private final List<ObjectKey> altered = new ArrayList<>();
    private @Nullable ObjectKey settledTo;
    private @Nullable ObjectKey lastOpened;
    private boolean ordered = true;
    /** An object was refused: nothing behind it counts as settled for whoever resumes. */
    private boolean ended;

    private int pending;
    private long rewritten;
    private long unchanged;
    private long gone;
    private long alterations;
    private long refused;
    private int refusedInARow;
    private long conflicts;
    private long retries;
    private long skipped;

    Ledger(ApiResource resource, @Nullable ObjectKey settledTo) {
        this.resource = resource;
        this.settledTo = settledTo;
    }

    synchronized Entry open(StoredObject object) {
        Entry entry = new Entry(object);
        ordered &= lastOpened == null || lastOpened.compareTo(object.key()) < 0;
        lastOpened = object.key();
        if (!ended) {
            open.add(entry);
        }
        pending++;
        return entry;
    }

    /** The list begins anew. */
    synchronized void restart() {
        lastOpened = null;
    }

    synchronized void skip() {
        skipped++;
    }

    synchronized void settle(Entry entry, Outcome outcome) {
        refusedInARow = 0;
        switch (outcome) {
            case REWRITTEN -> rewritten++;
            case UNCHANGED -> unchanged++;
            case GONE -> gone++;
            case ALTERED -> {
                rewritten++;
                alterations++;
                if (altered.size() < NAMED) {
                    altered.add(entry.object.key());
                }
            }
        }
        entry.settled = true;
        pending--;
        advance();
    }

    /** The object stays unsettled: whoever resumes comes back to it. Returns how many were refused since one was settled. */
    synchronized int refuse(Entry entry, Refusal refusal) {
        refused++;
        entry.refused = true;
        pending--;
        advance();
        if (refusals.size() < NAMED) {
            refusals.add(refusal);
        }
        return ++refusedInARow;
    }

    private void advance() {
        for (Entry head = open.peek(); head != null && (head.settled || head.refused); head = open.peek()) {
            if (head.refused) {
                ended = true;
                open.clear();
                return;
            }
            settledTo = ordered ? head.object.key() : null;
            open.remove();
        }
    }

    synchronized void conflict() {
        conflicts++;
    }

    synchronized void retry() {
        retries++;
    }

    /** How many are being worked on. */
    synchronized int pending() {
        return pending;
    }

    synchronized @Nullable ObjectKey settledTo() {
        return settledTo;
    }

    synchronized Counts counts() {
        return new Counts(rewritten, unchanged, gone, refused, conflicts, retries, alterations, skipped);
    }

    synchronized RewriteResult result() {
        return new RewriteResult(
                resource,
                counts(),
                List.copyOf(refusals),
                List.copyOf(altered),
                Duration.ofNanos(System.nanoTime() - started));
    }
}
