package io.nodeward.hostprobes.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a walk found, and where it could not look. Safe for several threads; bounded. */
final class Finds {

    private static final int MOST = 2000;

    /** Set-user-ID, set-group-ID, capabilities. */
    final List<Find> privileged = new ArrayList<>();
    /** Files that everybody may write and reach. */
    final List<Find> openFiles = new ArrayList<>();
    /** Directories that everybody may write and reach, and from which everybody may remove. */
    final List<Find> openDirectories = new ArrayList<>();
    /** Of users or groups that nobody has. */
    final List<Find> unowned = new ArrayList<>();
    /** Device files elsewhere than in /dev. */
    final List<Find> devices = new ArrayList<>();
    /** Programs on root's search path that others than root may write. */
    final List<Find> programs = new ArrayList<>();

    private final List<String> unseen = new ArrayList<>();
    private int unseenCount;
    private boolean full;

    /** Remembers a find. */
    synchronized void add(List<Find> finds, Find find) {
        if (finds.size() < MOST) {
            finds.add(find);
        } else {
            full = true;
        }
    }

    /** Remembers where the walk could not look, and why. */
    synchronized void unseen(String path, String reason) {
        unseenCount++;
        if (unseen.size() < 3) {
            unseen.add(path + " " + reason);
        }
    }

    /** Why there may be more than was found; empty when there is no more. */
    synchronized String gaps() {
        if (unseenCount == 0) {
            return full ? "there is more than is kept of a kind, " + MOST : "";
        }
        String rest = unseenCount > unseen.size() ? ", and " + (unseenCount - unseen.size()) + " more" : "";
        return "not everything was looked at: " + String.join(", ", unseen) + rest;
    }

    /** In an order that does not depend on the threads. */
    void sort() {
        for (List<Find> finds : List.of(privileged, openFiles, openDirectories, unowned, devices, programs)) {
            finds.sort(Comparator.comparing(Find::path));
        }
    }
}
