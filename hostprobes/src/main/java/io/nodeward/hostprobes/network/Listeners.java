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

/**
 * Listening TCP sockets of the host's network namespace, proc(5) {@code /proc/net/tcp}. What could not be read is an item
 * of its own of which nothing is known, so that the list never looks complete when it is not.
 */
public final class Listeners {

    private static final String LISTEN = "0A";
    private static final int FIELDS = 10;
    private static final int DESCRIPTORS = 100_000;

    private final Owners owners;
    private final List<Many.Item> items = new ArrayList<>();

    private Listeners(Owners owners) {
        this.owners = owners;
    }

    /**
     * Returns type list(Listener).
     *
     * @param owners the processes among which owners are looked for; looking through all would cost every descriptor of the host
     */
    public static Node read(HostRoot root, Collection<HostProcess> owners) {
        SocketTable four = SocketTable.find(root, "tcp");
        SocketTable six = SocketTable.find(root, "tcp6");
        if (four.missing() != null && six.missing() != null) {
            return four.absent() ? six.missing() : four.missing();
        }
        Listeners found = new Listeners(sockets(root, owners));
        found.add(four, four.missing());
        found.add(six, six.absent() ? SocketTable.withoutIpv6(root, six.path()) : six.missing());
        return new Many(found.items, four.path() + " and " + six.path());
    }

    /**
     * Processes by the sockets that they hold.
     *
     * @param hidden why a process may hold others too, or null
     */
    private record Owners(
            Map<String, HostProcess> byInode, @Nullable Unknown hidden) {}

    private void add(SocketTable table, @Nullable Unknown missing) {
        if (missing != null) {
            items.add(new Many.Item(table.path(), missing));
            return;
        }
        if (table.absent()) {
            return;
        }
        String content = table.text();
        int lineNumber = 0;
        int start = 0;
        int wrong = content.isBlank() ? 1 : 0;
        while (start < content.length()) {
            int end = content.indexOf('\n', start);
            end = end < 0 ? content.length() : end;
            lineNumber++;
            List<String> fields = SocketTable.fields(content, start, end);
            start = end + 1;
            boolean heading =
                    lineNumber == 1 && !fields.isEmpty() && fields.getFirst().equals("sl");
            if (!heading && !fields.isEmpty() && !line(fields, table.path() + ":" + lineNumber) && wrong == 0) {
                wrong = lineNumber;
            }
        }
        if (wrong > 0) {
            String source = table.path() + ":" + wrong;
            items.add(new Many.Item(source, new Unknown("is no line of a table of sockets", source)));
        }
    }

    /** Takes one line; false when it is none of such a table. */
    private boolean line(List<String> fields, String source) {
        if (fields.size() < FIELDS) {
            return false;
        }
        String local = fields.get(1);
        int colon = local.indexOf(':');
        byte[] address = SocketAddresses.bytes(colon < 0 ? "" : local.substring(0, colon));
        long port = SocketTable.port(local.substring(colon + 1));
        String state = fields.get(3);
        if (address.length == 0 || port < 0 || port > 0xFFFF || state.length() != LISTEN.length()) {
            return false;
        }
        if (state.equals(LISTEN)) {
            listener(address, port, fields.get(FIELDS - 1), source);
        }
        return true;
    }

    private void listener(byte[] address, long port, String inode, String source) {
        HostProcess owner = owners.byInode().get(inode);
        Unknown hidden = owner == null ? owners.hidden() : null;
        String text = SocketAddresses.text(address);
        Node program = hidden == null ? new Known(owner == null ? "" : owner.program(), source) : hidden;
        Node pid = hidden == null ? new Known(owner == null ? 0L : (long) owner.pid(), source) : hidden;
        items.add(new Many.Item(
                (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port,
                Group.builder()
                        .put("address", text, source)
                        .put("port", port, source)
                        .put("loopback", SocketAddresses.loopback(address), source)
                        .put("wildcard", SocketAddresses.wildcard(address), source)
                        .put("process", program)
                        .put("pid", pid)
                        .build()));
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
                    if (target.startsWith("socket:[") && target.endsWith("]")) {
                        byInode.putIfAbsent(target.substring("socket:[".length(), target.length() - 1), process);
                    }
                }
            } else if (!root.live()) {
                // on a running host it has ended; a capture may lack it
                hidden = new Unknown("is not in the tree", process.path("fd"), true);
            }
        }
        return new Owners(byInode, hidden);
    }
}
