package io.nodeward.hostprobes.network;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Listening TCP sockets of the host's network namespace, proc(5) {@code /proc/net/tcp}. */
public final class Listeners {

    private static final String LISTEN = "0A";
    private static final int LIMIT = 32 << 20;
    private static final int DESCRIPTORS = 100_000;

    private Listeners() {}

    /**
     * Returns type list(Listener).
     *
     * @param owners the processes among which owners are looked for; looking through all would cost every descriptor of the host
     */
    public static Node read(HostRoot root, Collection<HostProcess> owners) {
        Owners byInode = null;
        List<Many.Item> items = new ArrayList<>();
        boolean any = false;
        Unknown unknown = new Unknown("does not exist", "/proc/net/tcp", true);
        for (String table : List.of("tcp", "tcp6")) {
            // of process 1, since the collector may live in a namespace of its own
            String path = "/proc/1/net/" + table;
            Read<String> text = root.text(path, LIMIT);
            if (!(text instanceof Read.Found<String>)) {
                path = "/proc/net/" + table;
                text = root.text(path, LIMIT);
            }
            switch (text) {
                case Read.Found<String>(String content) -> {
                    any = true;
                    if (byInode == null) {
                        byInode = sockets(root, owners);
                    }
                    table(content, path, byInode, items);
                }
                case Read.Failed<String> failed -> unknown = failed.unknown();
                case Read.Absent<String> _ -> {}
            }
        }
        return any ? new Many(items, "/proc/1/net/tcp and tcp6") : unknown;
    }

    /**
     * Processes by the sockets that they hold.
     *
     * @param hidden why a process may hold others too, or null
     */
    private record Owners(
            Map<String, HostProcess> byInode, @Nullable Unknown hidden) {}

    private static void table(String content, String path, Owners owners, List<Many.Item> items) {
        int lineNumber = 0;
        int start = 0;
        while (start < content.length()) {
            int end = content.indexOf('\n', start);
            end = end < 0 ? content.length() : end;
            lineNumber++;
            List<String> fields = fields(content, start, end);
            start = end + 1;
            if (fields.size() < 10 || !fields.get(3).equals(LISTEN)) {
                continue;
            }
            String local = fields.get(1);
            int colon = local.indexOf(':');
            byte[] address = SocketAddresses.bytes(colon < 0 ? "" : local.substring(0, colon));
            if (address.length == 0) {
                continue;
            }
            long port = port(local.substring(colon + 1));
            HostProcess owner = owners.byInode().get(fields.get(9));
            Unknown hidden = owner == null ? owners.hidden() : null;
            String source = path + ":" + lineNumber;
            String text = SocketAddresses.text(address);
            items.add(new Many.Item(
                    (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port,
                    Group.builder()
                            .put("address", text, source)
                            .put("port", port, source)
                            .put("loopback", SocketAddresses.loopback(address), source)
                            .put("wildcard", SocketAddresses.wildcard(address), source)
                            .put(
                                    "process",
                                    hidden == null ? new Known(owner == null ? "" : owner.program(), source) : hidden)
                            .put(
                                    "pid",
                                    hidden == null
                                            ? new Known(owner == null ? 0L : (long) owner.pid(), source)
                                            : hidden)
                            .build()));
        }
    }

    private static List<String> fields(String content, int start, int end) {
        List<String> fields = new ArrayList<>(12);
        int at = start;
        while (at < end && fields.size() < 12) {
            while (at < end && content.charAt(at) == ' ') {
                at++;
            }
            int stop = at;
            while (stop < end && content.charAt(stop) != ' ') {
                stop++;
            }
            if (stop > at) {
                fields.add(content.substring(at, stop));
            }
            at = stop;
        }
        return fields;
    }

    private static long port(String hexadecimal) {
        try {
            return Long.parseLong(hexadecimal, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Owners sockets(HostRoot root, Collection<HostProcess> owners) {
        Map<String, HostProcess> byInode = new HashMap<>();
        Unknown hidden = null;
        for (HostProcess process : owners) {
            Read<Map<String, String>> read = root.links(process.path("fd"), DESCRIPTORS);
            if (read instanceof Read.Failed<Map<String, String>> failed) {
                hidden = failed.unknown();
            } else if (read instanceof Read.Found<Map<String, String>>(Map<String, String> links)) {
                for (String target : links.values()) {
                    if (target.startsWith("socket:[")) {
                        byInode.putIfAbsent(target.substring("socket:[".length(), target.length() - 1), process);
                    }
                }
            }
        }
        return new Owners(byInode, hidden);
    }
}
