package io.nodeward.hostprobes.firewall;

import static io.nodeward.hostprobes.netlink.Answers.Told.done;
import static io.nodeward.hostprobes.netlink.Answers.Told.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.netlink.Answers;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Linux 6.18 told of devices, filters of tc and sets of ipset; then the same damaged. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RecordedBytesTest {

    private static final int LINK = 16;
    private static final int FILTER = 44;
    private static final int SET = 6 << 8 | 7;

    private static final Packet WEB = new Packet(false, Packet.TCP, 8080, null, null, false);

    /** One end of a cable with an XDP program; attributes of no interest here are left out. */
    private static final String H0 = """
            00000100 03000000 43100100 00000000 07000300 68300000
            1c002b00 08000600 74000000 05000200 02000000 08000400 74000000
            10001200 09000100 76657468 00000000 08000500 02000000
            """;

    private static final String LOOPBACK = """
            00000403 01000000 08000000 00000000 07000300 6c6f0000 0c002b00 05000200 00000000
            """;

    /** The place of filters of one priority, and one of them. */
    private static final String PLACE = """
            00000000 03000000 00000000 f2ffffff 00030100 08000100 62706600 08000b00 00000000
            """;

    private static final String PROGRAM = """
            00000000 03000000 01000000 f2ffffff 00030100 08000100 62706600 08000b00 00000000
            3c000200 14000700 63696c5f 66726f6d 5f6e6574 64657600 08000b00 75000000
            0c000a00 59f4a931 744dcdc6 08000800 01000000 08000900 08000000
            """;

    private static final String ONE = """
            02000000 05000100 07000000 07000200 6f6b0000 0c000300 68617368 3a697000 05000500 02000000
            05000400 00000000 06000b40 00000000 2c000780 08001240 00000400 08001340 00010000
            08001940 00000000 08001a40 00000100 08001840 00000001
            """;

    private static final String ITS_MEMBER = "14000880 10000780 0c000180 08000100 0a630002";

    private static final String NETS = """
            02000000 05000100 07000000 09000200 6e657473 00000000 0d000300 68617368 3a6e6574 00000000
            05000500 02000000 05000400 07000000 06000b40 00010000 3c000780 08001240 00000400
            08001340 00010000 05001500 0c000000 08001140 decf8cc9 08001940 00000000 08001a40 000001f8
            08001840 00000001 1c000880 18000780 0c000180 08000100 0a630000 05000300 18000000
            """;

    /** How a set goes on that did not fit into one message. */
    private static final String MORE = """
            02000000 05000100 07000000 07000200 6f6b0000 14000880 10000780 0c000180 08000100 0a630003
            """;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    private static Netlink telling(int type, byte[]... bodies) {
        return new Netlink(new Answers((sequence, _) -> {
            List<byte[]> all = new ArrayList<>();
            for (byte[] body : bodies) {
                all.add(message(type, 2, sequence, body));
            }
            all.add(done(sequence));
            return all;
        }));
    }

    @Test
    void devices() throws NetlinkException {
        assertThat(Device.all(telling(LINK, bytes(LOOPBACK), bytes(H0))))
                .containsExactly(
                        new Device(1, "lo", "", 0, 0, List.of()), new Device(3, "h0", "veth", 0, 2, List.of(116)));
    }

    @Test
    void filters() throws NetlinkException {
        assertThat(TrafficFilter.incoming(telling(FILTER, bytes(PLACE), bytes(PROGRAM)), 3))
                .containsExactly(new TrafficFilter("bpf", "cil_from_netdev"));
    }

    @Test
    void sets() throws NetlinkException {
        IpSets sets = new IpSets(telling(SET, bytes(ONE + ITS_MEMBER), bytes(MORE), bytes(NETS)));
        assertThat(sets.all())
                .extracting(IpSet::shown)
                .containsExactly("ok: hash:ip, 1 member", "nets: hash:net, 1 member");
        assertThat(sets.match(0, 1, 1, WEB).share()).isEqualTo(Share.SOME);
        assertThat(sets.match(0, 1, 0, to(2)).share()).isEqualTo(Share.ALL);
        assertThat(sets.match(0, 1, 0, to(3)).share()).isEqualTo(Share.ALL);
        assertThat(sets.match(0, 1, 0, to(4)).share()).isEqualTo(Share.NONE);
        assertThat(sets.match(7, 1, 1, WEB)).isEqualTo(Xtables.Match.UNKNOWN);
    }

    private static Packet to(int last) {
        return new Packet(false, Packet.TCP, 8080, new byte[] {10, 99, 0, (byte) last}, null, false);
    }

    /** Nothing but a reason comes of damage. */
    @Test
    void damage() {
        Random random = new Random(6);
        int refused = 0;
        int told = 0;
        for (int i = 0; i < 6_000; i++) {
            try {
                Device.all(telling(LINK, damaged(H0, random)));
                TrafficFilter.incoming(telling(FILTER, damaged(PROGRAM, random)), 3);
                IpSets sets = new IpSets(telling(SET, damaged(ONE + ITS_MEMBER, random), damaged(NETS, random)));
                for (IpSet set : sets.all()) {
                    sets.match(set.number(), 1, random.nextInt(2), random.nextBoolean() ? WEB : to(2));
                }
                told++;
            } catch (NetlinkException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(told).isPositive();
    }

    private static byte[] damaged(String hex, Random random) {
        byte[] body = bytes(hex);
        for (int i = random.nextInt(4); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }
}
