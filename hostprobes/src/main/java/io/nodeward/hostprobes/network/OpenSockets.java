package io.nodeward.hostprobes.network;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of the host's network namespace that take what others send without being asked: TCP that listens, UDP that has no
 * other end, proc(5).
 *
 * @param gaps tables, or parts of them, that could not be read
 */
public record OpenSockets(List<Socket> sockets, List<Unknown> gaps) {

    private static final String[] TABLES = {"tcp", "tcp6", "udp", "udp6"};
    private static final String LISTEN = "0A";
    private static final String UNCONNECTED = "07";
    private static final int FIELDS = 10;
    private static final int MOST = 20_000;

    /**
     * One socket: {@code tcp}, {@code tcp6}, {@code udp} or {@code udp6}, its address in network order, and its line in /proc as
     * source.
     */
    public static final class Socket {
        private final String protocol;
        private final byte[] address;
        private final int port;
        private final String inode;
        private final String source;

        private Socket(String protocol, byte[] address, int port, String inode, String source) {
            this.protocol = protocol;
            this.address = address;
            this.port = port;
            this.inode = inode;
            this.source = source;
        }

        public String protocol() {
            return protocol;
        }

        public byte[] address() {
            return address;
        }

        public int port() {
            return port;
        }

        public String inode() {
            return inode;
        }

        public String source() {
            return source;
        }

        public boolean udp() {
            return protocol.startsWith("udp");
        }

        public String text() {
            return SocketAddresses.text(address);
        }

        public boolean loopback() {
            return SocketAddresses.loopback(address);
        }

        public boolean wildcard() {
            return SocketAddresses.wildcard(address);
        }

        /** Whether its address holds for one link only, 169.254.0.0/16 and fe80::/10. */
        public boolean linkLocal() {
            return address.length == 4
                    ? (address[0] & 0xFF) == 169 && (address[1] & 0xFF) == 254
                    : (address[0] & 0xFF) == 0xFE && (address[1] & 0xC0) == 0x80;
        }

        /** Whether it takes packets of a version of IP; one on every address of IPv6 may take both. */
        public boolean ipv6() {
            return address.length == 16;
        }
    }

    public static OpenSockets read(HostRoot root) {
        List<Socket> sockets = new ArrayList<>();
        List<Unknown> gaps = new ArrayList<>();
        boolean any = false;
        for (String name : TABLES) {
            SocketTable table = SocketTable.find(root, name);
            Unknown missing = table.missing();
            if (table.absent() && name.endsWith("6")) {
                missing = SocketTable.withoutIpv6(root, table.path());
            }
            if (missing != null) {
                gaps.add(missing);
            } else if (!table.absent()) {
                any = true;
                Unknown wrong = add(table, name, sockets);
                if (wrong != null) {
                    gaps.add(wrong);
                }
            }
        }
        // where there is no table at all, one reason is enough
        return new OpenSockets(sockets, any || gaps.isEmpty() ? gaps : List.of(gaps.getFirst()));
    }

    private static @Nullable Unknown add(SocketTable table, String protocol, List<Socket> sockets) {
        String content = table.text();
        String open = protocol.startsWith("udp") ? UNCONNECTED : LISTEN;
        int number = 0;
        int start = 0;
        int wrong = content.isBlank() ? 1 : 0;
        while (start < content.length()) {
            int end = content.indexOf('\n', start);
            end = end < 0 ? content.length() : end;
            number++;
            List<String> fields = SocketTable.fields(content, start, end);
            start = end + 1;
            if (fields.isEmpty() || number == 1 && fields.getFirst().equals("sl")) {
                continue;
            }
            String source = table.path() + ":" + number;
            if (sockets.size() >= MOST) {
                return new Unknown("has more sockets than are read", source);
            }
            Socket socket = socket(fields, protocol, source);
            if (socket == null) {
                wrong = wrong == 0 ? number : wrong;
            } else if (fields.get(3).equals(open)) {
                sockets.add(socket);
            }
        }
        return wrong == 0 ? null : new Unknown("is no line of a table of sockets", table.path() + ":" + wrong);
    }

    /** Null when the line is none of such a table. */
    private static @Nullable Socket socket(List<String> fields, String protocol, String source) {
        if (fields.size() < FIELDS || fields.get(3).length() != LISTEN.length()) {
            return null;
        }
        String local = fields.get(1);
        int colon = local.indexOf(':');
        byte[] address = SocketAddresses.bytes(colon < 0 ? "" : local.substring(0, colon));
        long port = SocketTable.port(local.substring(colon + 1));
        return address.length == 0 || port < 0 || port > 0xFFFF
                ? null
                : new Socket(protocol, plain(address), (int) port, fields.get(FIELDS - 1), source);
    }

    /** An IPv4 address that is written as one of IPv6 takes packets of IPv4 only. */
    private static byte[] plain(byte[] address) {
        return SocketAddresses.mapped(address) ? Arrays.copyOfRange(address, 12, 16) : address;
    }
}
