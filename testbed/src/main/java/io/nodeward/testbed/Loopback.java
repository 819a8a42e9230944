package io.nodeward.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports of 127.0.0.1. */
final class Loopback {
    static final String ADDRESS = "127.0.0.1";

    // below the range that the kernel hands to outgoing connections, so that none of them takes the
    // port between our look and the server's bind
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private Loopback() {}

    static int freePort() {
        return freePorts(1);
    }

    /** The first of some free ports in a row. */
    static int freePorts(int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (IntStream.range(first, first + count).allMatch(Loopback::isFree)) {
                return first;
            }
        }
        throw new TestbedException("found no free port of " + ADDRESS + " between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral(ADDRESS))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Why no server can be reached at this port, if none can. */
    static Optional<String> silence(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), port), 1_000);
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of("nothing listens on port " + port);
        }
    }
}
