package io.nodeward.hostprobes.network;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kernel.KernelBuild;
import io.nodeward.hostprobes.kernel.KernelParts;
import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.HostNetwork;
import io.nodeward.hostprobes.netlink.NativeSocket;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets of IPv6 take no packets of IPv4, ipv6(7) IPV6_V6ONLY. Only sock_diag(7) tells, and only where the kernel has
 * that part in memory already.
 */
public final class Ipv6Only {

    private static final int BY_FAMILY = 20;
    private static final int FAMILY = 10;
    private static final int TCP = 6;
    private static final int UDP = 17;
    /** TCP_LISTEN, and TCP_CLOSE, which UDP without another end has. */
    private static final int STATES = 1 << 10 | 1 << 7;

    private static final int REQUEST = 56;
    private static final int ANSWER = 72;
    private static final int INODE = 68;
    private static final int ONLY = 11;

    private final Map<String, Boolean> byInode = new HashMap<>();
    private final Unknown why;

    private Ipv6Only(Unknown why) {
        this.why = why;
    }

    /** Asks on a running host. */
    public static Ipv6Only read(HostRoot root, KernelBuild build) {
        Ipv6Only found = new Ipv6Only(new Unknown(
                root.live() ? "is told by no file" : "only a running host can tell",
                "the kernel's sockets (sock_diag)",
                !root.live()));
        if (!root.live() || HostNetwork.elsewhere(root) != null) {
            return found;
        }
        boolean tcp = Boolean.TRUE.equals(KernelParts.has(root, build, "tcp_diag", "INET_TCP_DIAG"));
        boolean udp = Boolean.TRUE.equals(KernelParts.has(root, build, "udp_diag", "INET_UDP_DIAG"));
        if (tcp || udp) {
            found.ask(tcp, udp);
        }
        return found;
    }

    /** Asks for the calling thread's own network namespace. */
    static Ipv6Only ask() {
        Ipv6Only found = new Ipv6Only(new Unknown("is not told", "the kernel's sockets (sock_diag)"));
        found.ask(true, true);
        return found;
    }

    private void ask(boolean tcp, boolean udp) {
        try (NativeSocket socket = NativeSocket.netlink(Netlink.SOCK_DIAG)) {
            Netlink netlink = new Netlink(socket);
            if (tcp) {
                take(netlink.dump(BY_FAMILY, request(TCP)));
            }
            if (udp) {
                take(netlink.dump(BY_FAMILY, request(UDP)));
            }
        } catch (NetlinkException e) {
            // what is not told stays unknown
        }
    }

    /** struct inet_diag_req_v2 */
    private static byte[] request(int protocol) {
        ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
        return request.put((byte) FAMILY)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(STATES)
                .array();
    }

    /** struct inet_diag_msg, then attributes. */
    void take(List<Netlink.Message> messages) {
        for (Netlink.Message message : messages) {
            byte[] body = message.body();
            if (message.type() != BY_FAMILY || body.length < ANSWER || body[0] != FAMILY) {
                continue;
            }
            int inode = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getInt(INODE);
            Attributes attributes = new Attributes(body, ANSWER, body.length);
            while (attributes.next()) {
                if (attributes.type() == ONLY && attributes.length() > 0) {
                    byInode.put(Integer.toUnsignedString(inode), attributes.unsigned(0) != 0);
                }
            }
        }
    }

    /** Whether a socket is for IPv6 only; null where it is not known. */
    public @Nullable Boolean of(OpenSockets.Socket socket) {
        if (!socket.ipv6()) {
            return false;
        }
        return socket.wildcard() ? byInode.get(socket.inode()) : Boolean.TRUE;
    }

    /** Why it is not known. */
    public Unknown why() {
        return why;
    }
}
