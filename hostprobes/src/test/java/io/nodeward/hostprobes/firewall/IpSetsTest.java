package io.nodeward.hostprobes.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.netlink.NativeSocket;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Sets that the kernel has in a network namespace. */
@Tag("live")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IpSetsTest {

    /** Bits of {@code src}, for the first and the second part. */
    private static final int FIRST = 1;

    private static final int SECOND = 2;
    private static final int THIRD = 4;

    private static final Packet WEB = new Packet(false, Packet.TCP, 8080, null, null, false);

    private Network network;

    @BeforeAll
    void sets() throws Exception {
        network = new Network();
        assumeTrue(network.there(), "needs root: network namespaces are made");
        assumeTrue(network.in(Made::sets), "needs a kernel with sets of ipset");
        network.in(() -> {
            made();
            return true;
        });
    }

    private static void made() throws IOException {
        Made.set("none", "hash:ip", 0, 2);
        Made.set("one", "hash:ip", 0, 2);
        Made.member("one", Made.address(1, "10.99.0.2"));
        Made.set("six", "hash:ip", 0, 10);
        Made.member("six", Made.address(1, "fd99::2"));
        Made.set("nets", "hash:net", 2, 2);
        Made.member("nets", Made.prefix("10.99.0.0", 24));
        Made.set("halves", "hash:net", 2, 2);
        Made.member("halves", Made.prefix("0.0.0.0", 1));
        Made.member("halves", Made.prefix("128.0.0.0", 1));
        Made.set("but", "hash:net", 2, 2);
        Made.member("but", Made.prefix("10.0.0.0", 8));
        Made.member("but", Made.prefix("10.99.0.0", 24), Made.flags(4));
        Made.set("ports", "bitmap:port", 0, 0, Made.port(4, 0), Made.port(5, 65535));
        Made.member("ports", Made.port(4, 8080));
        Made.member("ports", Made.port(4, 22));
        Made.set("pairs", "hash:net,port", 2, 2);
        Made.member("pairs", Made.prefix("10.99.0.0", 24), Made.protocol(6), Made.port(4, 8080));
        for (int port = 1; port < 60; port++) {
            Made.member("pairs", Made.prefix("10.0.0.0", 8), Made.protocol(6), Made.port(4, port + 9000));
        }
        Made.member("pairs", Made.prefix("192.0.2.0", 24), Made.protocol(17), Made.port(4, 53));
        Made.set("services", "hash:ip,port,net", 2, 2);
        for (String half : List.of("0.0.0.0", "128.0.0.0")) {
            Made.member(
                    "services", Made.address(1, "10.99.0.7"), Made.port(4, 80), Made.protocol(6), Made.second(half, 1));
        }
        Made.set("list", "list:set", 0, 0);
        Made.member("list", Made.name("none"));
        Made.member("list", Made.name("ports"));
        Made.set("many", "hash:ip", 0, 2);
        for (int i = 0; i < 9_000; i++) {
            Made.member("many", Made.address(1, "10.98." + i / 250 + "." + i % 250));
        }
    }

    @AfterAll
    void end() {
        network.close();
    }

    private <T> T in(Callable<T> work) throws Exception {
        return network.in(work);
    }

    private Xtables.Match match(String name, int parts, int sources, Packet packet) throws Exception {
        return in(() -> {
            try (NativeSocket socket = NativeSocket.netlink(Netlink.NETFILTER)) {
                IpSets sets = new IpSets(new Netlink(socket));
                for (IpSet set : sets.all()) {
                    if (set.name().equals(name)) {
                        assertThat(set.number()).isNotNegative();
                        return sets.match(set.number(), parts, sources, packet);
                    }
                }
                throw new AssertionError(name);
            }
        });
    }

    private Share share(String name, int parts, int sources, Packet packet) throws Exception {
        return match(name, parts, sources, packet).share();
    }

    private static Packet to(String address, int port) {
        return new Packet(
                false, Packet.TCP, port, InetAddress.ofLiteral(address).getAddress(), null, false);
    }

    @Test
    void theirNames() throws Exception {
        List<String> shown = in(() -> {
            try (NativeSocket socket = NativeSocket.netlink(Netlink.NETFILTER)) {
                List<String> all = new ArrayList<>();
                for (IpSet set : new IpSets(new Netlink(socket)).all()) {
                    all.add(set.shown());
                }
                return all;
            }
        });
        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "none: hash:ip, 0 members",
                        "one: hash:ip, 1 member",
                        "six: hash:ip, 1 member",
                        "nets: hash:net, 1 member",
                        "halves: hash:net, 2 members",
                        "but: hash:net, 2 members",
                        "ports: bitmap:port, 2 members",
                        "pairs: hash:net,port, 61 members",
                        "services: hash:ip,port,net, 2 members",
                        "list: list:set, 2 members",
                        "many: hash:ip, 9000 members");
    }

    @Test
    void senders() throws Exception {
        assertThat(share("none", 1, FIRST, WEB)).isEqualTo(Share.NONE);
        assertThat(share("one", 1, FIRST, WEB)).isEqualTo(Share.SOME);
        assertThat(share("many", 1, FIRST, WEB)).isEqualTo(Share.SOME);
        assertThat(share("nets", 1, FIRST, WEB)).isEqualTo(Share.SOME);
        // of IPv6
        assertThat(share("six", 1, FIRST, WEB)).isEqualTo(Share.NONE);
        assertThat(share("but", 1, FIRST, WEB)).isEqualTo(new Share(Share.NO, Share.FEW));
        assertThat(share("halves", 1, FIRST, WEB)).isEqualTo(new Share(Share.FEW, Share.EVERY));
    }

    @Test
    void destinations() throws Exception {
        assertThat(share("one", 1, 0, to("10.99.0.2", 1))).isEqualTo(Share.ALL);
        assertThat(share("many", 1, 0, to("10.98.35.249", 1))).isEqualTo(Share.ALL);
        assertThat(share("many", 1, 0, to("10.98.36.0", 1))).isEqualTo(Share.NONE);
        assertThat(share("one", 1, 0, to("10.99.0.3", 1))).isEqualTo(Share.NONE);
        assertThat(share("nets", 1, 0, to("10.99.0.3", 1))).isEqualTo(Share.ALL);
        assertThat(share("nets", 1, 0, WEB)).isEqualTo(Share.UNKNOWN);
    }

    @Test
    void ports() throws Exception {
        assertThat(share("ports", 1, 0, WEB)).isEqualTo(Share.ALL);
        assertThat(share("ports", 1, 0, to("10.0.0.1", 8081))).isEqualTo(Share.NONE);
        assertThat(match("ports", 1, FIRST, WEB).chosen()).isTrue();
        assertThat(share("list", 1, 0, WEB)).isEqualTo(Share.ALL);
        assertThat(share("list", 1, 0, to("10.0.0.1", 8081))).isEqualTo(Share.NONE);
    }

    @Test
    void pairs() throws Exception {
        assertThat(share("pairs", 2, FIRST, WEB)).isEqualTo(Share.SOME);
        assertThat(share("pairs", 2, FIRST, to("10.0.0.1", 53))).isEqualTo(Share.NONE);
        assertThat(share("pairs", 2, FIRST, to("10.0.0.1", 9001))).isEqualTo(Share.SOME);
        assertThat(share("pairs", 2, 0, to("10.99.0.7", 8080))).isEqualTo(Share.ALL);
        assertThat(match("pairs", 2, SECOND, to("10.99.0.7", 1)).chosen()).isTrue();
        Packet packet = to("10.99.0.7", 80);
        assertThat(share("services", 3, THIRD, packet)).isEqualTo(new Share(Share.FEW, Share.EVERY));
        assertThat(share("services", 3, THIRD, to("10.99.0.7", 81))).isEqualTo(Share.NONE);
        // a rule that names too few parts takes nothing
        assertThat(share("pairs", 1, FIRST, WEB)).isEqualTo(Share.NONE);
    }

    @Test
    void aNumberThatIsNone() throws Exception {
        assertThat(in(() -> {
                    try (NativeSocket socket = NativeSocket.netlink(Netlink.NETFILTER)) {
                        return new IpSets(new Netlink(socket)).match(777, 1, FIRST, WEB);
                    }
                }))
                .isEqualTo(Xtables.Match.UNKNOWN);
    }

    @Test
    void aKernelOfWhichNothingIsKnown() throws NetlinkException {
        assertThat(IpSets.none(null).match(0, 1, FIRST, WEB)).isEqualTo(Xtables.Match.UNKNOWN);
        assertThat(IpSets.none(false).all()).isEmpty();
    }
}
