package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * AppArmor's profiles on disk, as apparmor_parser takes them from its directory at boot: its regular files, without those
 * that packages leave aside, and without those that {@code disable/} names; those that {@code force-complain/} names only
 * complain.
 */
final class PolicyFiles {

    static final String DIRECTORY = "/etc/apparmor.d";

    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 10_000;
    private static final List<String> ASIDE = List.of(
            "~",
            ".dpkg-new",
            ".dpkg-old",
            ".dpkg-dist",
            ".dpkg-bak",
            ".dpkg-remove",
            ".pacsave",
            ".pacnew",
            ".rpmnew",
            ".rpmsave",
            ".orig",
            ".rej");

    private PolicyFiles() {}

    /**
     * A profile in a file.
     *
     * @param file the file's name in the directory
     * @param disabled whether it is not loaded at boot
     * @param forced whether it is loaded to complain only, whatever it says itself
     */
    record Policy(String file, PolicyText.Header header, boolean disabled, boolean forced) {

        String path() {
            return DIRECTORY + "/" + file;
        }

        String source() {
            return path() + ":" + header.line();
        }

        /** The mode in which the next boot loads it. */
        String mode() {
            return forced ? "complain" : header.mode();
        }

        /** Whether its name stands there as the kernel will know it. */
        boolean named() {
            return !header.name().contains("@{");
        }
    }

    /** @param unread files of which nothing is known */
    record Found(List<Policy> policies, List<Read.Failed<?>> unread) {}

    /** Whether there is such a directory at all. */
    static Read<Found> read(HostRoot root) {
        Read<List<String>> entries = root.list(DIRECTORY, ENTRIES);
        if (!(entries instanceof Read.Found<List<String>>(List<String> names))) {
            return entries.map(_ -> new Found(List.of(), List.of()));
        }
        List<Policy> policies = new ArrayList<>();
        List<Read.Failed<?>> unread = new ArrayList<>();
        for (String name : names) {
            if (aside(name)) {
                continue;
            }
            Read<String> read = root.text(DIRECTORY + "/" + name, LIMIT);
            if (read instanceof Read.Found<String>(String text)) {
                List<PolicyText.Header> headers = PolicyText.headers(text);
                if (headers.isEmpty()) {
                    continue;
                }
                boolean disabled = linked(root, "disable", name);
                boolean forced = linked(root, "force-complain", name);
                for (PolicyText.Header header : headers) {
                    policies.add(new Policy(name, header, disabled, forced));
                }
            } else if (read instanceof Read.Failed<String> failed
                    && !failed.reason().equals("is not a regular file")) {
                unread.add(failed);
            }
        }
        return new Read.Found<>(new Found(List.copyOf(policies), List.copyOf(unread)));
    }

    /** The parser asks whether it may read the file behind the name, so that a link into nowhere does nothing. */
    private static boolean linked(HostRoot root, String directory, String name) {
        return root.stat(DIRECTORY + "/" + directory + "/" + name) instanceof Read.Found;
    }

    private static boolean aside(String name) {
        if (name.startsWith(".") || name.equals("README")) {
            return true;
        }
        for (String end : ASIDE) {
            if (name.endsWith(end)) {
                return true;
            }
        }
        return false;
    }
}
