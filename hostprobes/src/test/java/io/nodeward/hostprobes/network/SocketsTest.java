package io.nodeward.hostprobes.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.network.OpenSockets.Socket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The open sockets of this machine, against what ss of iproute2 says of them. */
@Timeout(60)
class SocketsTest {

    private static final Path SS = Path.of("/usr/bin/ss");

    private static List<String> listed() throws IOException, InterruptedException {
        Process plain = new ProcessBuilder(SS.toString(), "-lntuH")
                .redirectErrorStream(true)
                .start();
        String text = new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        plain.waitFor();
        List<String> sockets = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            String local = words[4];
            int colon = local.lastIndexOf(':');
            // 127.0.0.53%lo is bound to a device
            String address = local.substring(0, colon)
                    .replaceAll("%[^\\]]*", "")
                    .replace("*", "::")
                    .replace("[", "")
                    .replace("]", "")
                    .replace("::ffff:", "");
            sockets.add(words[0] + " " + address + " " + local.substring(colon + 1));
        }
        return sockets;
    }

    private static List<String> seen(OpenSockets open) {
        List<String> sockets = new ArrayList<>();
        for (Socket socket : open.sockets()) {
            String protocol = socket.udp() ? "udp" : "tcp";
            sockets.add(protocol + " " + socket.text() + " " + socket.port());
        }
        return sockets;
    }

    @Test
    void asSsListsThem() throws Exception {
        assumeTrue(Files.isExecutable(SS), "needs ss (package iproute2)");
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
                ServerSocketChannel six = ServerSocketChannel.open(StandardProtocolFamily.INET6);
                DatagramSocket udp = new DatagramSocket(0, loopback);
                HostRoot root = HostRoot.open(Path.of("/"))) {
            six.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            OpenSockets open = OpenSockets.read(root);
            List<String> seen = seen(open);
            assumeTrue(
                    open.sockets().stream().anyMatch(socket -> socket.port() == tcp.getLocalPort()),
                    "is not in the network of process 1");
            assertThat(open.gaps()).isEmpty();
            assertThat(seen)
                    .contains(
                            "tcp 127.0.0.1 " + tcp.getLocalPort(),
                            "tcp ::1 " + six.socket().getLocalPort(),
                            "udp 127.0.0.1 " + udp.getLocalPort());
            // others come and go on a machine with tests; ours do not
            List<String> listed = listed();
            assertThat(listed).contains("tcp 127.0.0.1 " + tcp.getLocalPort(), "udp 127.0.0.1 " + udp.getLocalPort());
            List<String> lasting = new ArrayList<>(listed);
            lasting.retainAll(listed());
            List<String> again = new ArrayList<>(seen);
            again.addAll(seen(OpenSockets.read(root)));
            assertThat(again).containsAll(lasting);
        }
    }

    /** Only sock_diag tells, and ss asks the same way. */
    @Test
    void ipv6Only() throws Exception {
        try (ServerSocketChannel both = ServerSocketChannel.open();
                HostRoot root = HostRoot.open(Path.of("/"))) {
            both.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), 0));
            int port = both.socket().getLocalPort();
            Ipv6Only only = Ipv6Only.ask();
            List<Socket> ours = OpenSockets.read(root).sockets().stream()
                    .filter(socket -> socket.port() == port && socket.ipv6())
                    .toList();
            assumeTrue(!ours.isEmpty() && only.of(ours.getFirst()) != null, "the kernel has no sock_diag here");
            assertThat(only.of(ours.getFirst())).isFalse();
        }
    }
}
