package io.nodeward.hostprobes.network;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the socket tables of the host's own network namespace, which is that of process 1: whoever looks may live in
 * another one.
 *
 * @param path where it was found, or should have been
 * @param text its content, empty when there is none
 * @param missing why there is none though there may be sockets, or null
 * @param absent whether there is no such file at all
 */
record SocketTable(String path, String text, @Nullable Unknown missing, boolean absent) {

    private static final int LIMIT = 32 << 20;

    /** @param name {@code tcp} or {@code tcp6} */
    static SocketTable find(HostRoot root, String name) {
        String first = "/proc/1/net/" + name;
        Read<String> own = root.text(first, LIMIT);
        if (own instanceof Read.Found<String>(String text)) {
            return new SocketTable(first, text, null, false);
        }
        String path = "/proc/net/" + name;
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Found<String>(String text)) {
            String doubt = doubt(root, own);
            return doubt.isEmpty()
                    ? new SocketTable(path, text, null, false)
                    : new SocketTable(path, "", new Unknown(doubt, path), false);
        }
        if (own instanceof Read.Failed<String> failed) {
            return new SocketTable(first, "", failed.unknown(), false);
        }
        return read instanceof Read.Failed<String> failed
                ? new SocketTable(path, "", failed.unknown(), false)
                : new SocketTable(path, "", new Unknown("does not exist", path, !root.live()), true);
    }

    /** Why what the reader's own network shows need not be the host's; empty when it is. */
    private static String doubt(HostRoot root, Read<String> own) {
        if (root.link("/proc/1/ns/net") instanceof Read.Found<String>(String host)
                && root.link("/proc/self/ns/net") instanceof Read.Found<String>(String reader)) {
            return host.equals(reader) ? "" : "is of another network namespace than process 1";
        }
        // who captured a tree with this file alone meant the host's
        boolean captured = !root.live() && own instanceof Read.Absent<String>;
        return captured ? "" : "may be of another network namespace than process 1, whose own cannot be read";
    }

    /** Why a table of IPv6 that is not there need not be empty; null when the host has no IPv6. */
    static @Nullable Unknown withoutIpv6(HostRoot root, String path) {
        for (String sign : new String[] {"/proc/sys/net/ipv6", "/proc/1/net/if_inet6", "/proc/net/if_inet6"}) {
            if (!(root.stat(sign) instanceof Read.Absent<Stat>)) {
                return new Unknown("does not exist though the host has IPv6", path);
            }
        }
        // the kernel shows the file whenever it has IPv6; a capture may lack it
        if (root.live()
                || root.stat("/proc/sys/net/ipv4") instanceof Read.Found<Stat>
                || root.text("/proc/cmdline", LIMIT) instanceof Read.Found<String>(String line)
                        && (" " + line.strip() + " ").contains(" ipv6.disable=1 ")) {
            return null;
        }
        return new Unknown("does not exist, and nothing says that the host has no IPv6", path);
    }

    /** The words of a line. */
    static List<String> fields(String content, int start, int end) {
        List<String> fields = new ArrayList<>(12);
        int at = start;
        while (at < end && fields.size() < 12) {
            while (at < end && content.charAt(at) <= ' ') {
                at++;
            }
            int stop = at;
            while (stop < end && content.charAt(stop) > ' ') {
                stop++;
            }
            if (stop > at) {
                fields.add(content.substring(at, stop));
            }
            at = stop;
        }
        return fields;
    }

    /** Negative when it is none. */
    static long port(String hexadecimal) {
        try {
            return Long.parseLong(hexadecimal, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
