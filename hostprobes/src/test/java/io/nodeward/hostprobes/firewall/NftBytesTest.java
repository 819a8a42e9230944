package io.nodeward.hostprobes.firewall;

import static io.nodeward.hostprobes.netlink.Answers.Told.attribute;
import static io.nodeward.hostprobes.netlink.Answers.Told.done;
import static io.nodeward.hostprobes.netlink.Answers.Told.message;
import static io.nodeward.hostprobes.netlink.Answers.Told.number;
import static io.nodeward.hostprobes.netlink.Answers.Told.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.netlink.Answers;
import io.nodeward.hostprobes.netlink.Answers.Told;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rulesets as the kernel tells them, byte by byte as linux/netfilter/nf_tables.h says; then the same damaged. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NftBytesTest {

    private static final byte[] HEAD = {1, 0, 0, 0};
    private static final Packet WEB = new Packet(false, Packet.TCP, 8080, null, null, false);

    private static byte[] expression(String name, byte[]... data) {
        return attribute(1, text(1, name), attribute(2, data));
    }

    private static byte[] verdict(int code, String chain) {
        byte[] to = chain.isEmpty() ? new byte[0] : text(2, chain);
        return expression("immediate", number(1, 0), attribute(2, attribute(2, number(1, code), to)));
    }

    private static byte[] protocol(int protocol) {
        return Told.of(
                expression("meta", number(2, 16), number(1, 1)),
                expression("cmp", number(1, 1), number(2, 0), attribute(3, attribute(1, new byte[] {(byte) protocol
                }))));
    }

    private static byte[] port(int port) {
        byte[] bytes = ByteBuffer.allocate(2).putShort((short) port).array();
        return Told.of(
                expression("payload", number(1, 1), number(2, 2), number(3, 2), number(4, 2)),
                expression("cmp", number(1, 1), number(2, 0), attribute(3, attribute(1, bytes))));
    }

    private static byte[] rule(String chain, byte[]... expressions) {
        return Told.of(HEAD, text(1, "filter"), text(2, chain), attribute(4, expressions));
    }

    private static byte[] base(String name, int policy) {
        return Told.of(
                HEAD,
                text(1, "filter"),
                text(3, name),
                attribute(4, number(1, 1), number(2, 0)),
                number(5, policy),
                text(7, "filter"));
    }

    /** A set of ports as a map of verdicts. */
    private static byte[] elements() {
        byte[] key = attribute(
                1, attribute(1, ByteBuffer.allocate(2).putShort((short) 8080).array()));
        byte[] data = attribute(2, attribute(2, number(1, NftVerdict.ACCEPT)));
        return Told.of(HEAD, text(1, "filter"), text(2, "ports"), attribute(3, attribute(1, key, data)));
    }

    /** The bodies of what is told, by the type of the question. */
    private static List<byte[]> bodies(int question, List<byte[]> rules) {
        return switch (question & 0xFF) {
            case 1 -> List.of(Told.of(HEAD, text(1, "filter"), number(2, 0)));
            case 4 -> List.of(base("input", 0), Told.of(HEAD, text(1, "filter"), text(3, "web")));
            case 7 -> rules;
            case 10 -> List.of(Told.of(HEAD, text(1, "filter"), text(2, "ports"), number(3, 8), number(5, 2)));
            case 13 -> List.of(elements());
            default -> List.of();
        };
    }

    private static Answers answers(List<byte[]> rules, @Nullable Random random) {
        return new Answers((sequence, question) -> {
            List<byte[]> datagrams = new ArrayList<>();
            for (byte[] body : bodies(question, rules)) {
                byte[] copy = body.clone();
                if (random != null) {
                    for (int i = random.nextInt(4); i > 0; i--) {
                        copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                    }
                }
                datagrams.add(message((question & 0xFF00) | (question & 0xFF) - 1, 2, sequence, copy));
            }
            datagrams.add(done(sequence));
            return datagrams;
        });
    }

    private static Reach reach(Answers answers) throws NetlinkException {
        try (Filters filters = Filters.of(null, new Netlink(answers), List.of(), IpSets.none(false))) {
            filters.nftRules();
            filters.policies(Chain.INPUT, false);
            return Reach.of(filters, WEB, List.of("eth0"));
        }
    }

    private static Reach reach(byte[]... rules) throws NetlinkException {
        return reach(answers(List.of(rules), null));
    }

    @Test
    void rules() throws NetlinkException {
        assertThat(reach()).isEqualTo(Reach.HOST);
        assertThat(reach(rule("input", protocol(6), port(8080), verdict(NftVerdict.ACCEPT, ""))))
                .isEqualTo(Reach.ALL);
        assertThat(reach(rule("input", protocol(17), port(8080), verdict(NftVerdict.ACCEPT, ""))))
                .isEqualTo(Reach.HOST);
        assertThat(reach(rule("input", protocol(6), port(8081), verdict(NftVerdict.ACCEPT, ""))))
                .isEqualTo(Reach.HOST);
        assertThat(reach(
                        rule("web", port(8080), verdict(NftVerdict.ACCEPT, "")),
                        rule("input", verdict(NftVerdict.JUMP, "web"))))
                .isEqualTo(Reach.ALL);
        byte[] map = expression("lookup", text(1, "ports"), number(2, 1), number(3, 0));
        byte[] load = expression("payload", number(1, 1), number(2, 2), number(3, 2), number(4, 2));
        assertThat(reach(rule("input", load, map))).isEqualTo(Reach.ALL);
    }

    @Test
    void whatIsNotUnderstoodIsNeverNothing() throws NetlinkException {
        assertThat(reach(rule("input", expression("newfangled", number(1, 1)), verdict(NftVerdict.ACCEPT, ""))))
                .isEqualTo(Reach.UNKNOWN);
        assertThat(reach(rule("input", expression("queue", number(1, 1))))).isEqualTo(Reach.UNKNOWN);
        byte[] stateful = expression("socket", number(1, 0), number(2, 1));
        byte[] compared = expression("cmp", number(1, 1), number(2, 0), attribute(3, attribute(1, new byte[] {1})));
        assertThat(reach(rule("input", stateful, compared, verdict(NftVerdict.ACCEPT, ""))))
                .isEqualTo(Reach.UNKNOWN);
        // the register held something known before
        assertThat(reach(rule(
                        "input",
                        expression("meta", number(2, 16), number(1, 1)),
                        expression("meta", number(2, 3), number(1, 1)),
                        compared,
                        verdict(NftVerdict.DROP, ""))))
                .isEqualTo(Reach.HOST);
    }

    @Test
    void chainsThatCallEachOtherEnd() throws NetlinkException {
        assertThat(reach(
                        rule("web", verdict(NftVerdict.JUMP, "web"), verdict(NftVerdict.JUMP, "web")),
                        rule("web", verdict(NftVerdict.JUMP, "web")),
                        rule("input", verdict(NftVerdict.JUMP, "web"))))
                .isEqualTo(Reach.UNKNOWN);
    }

    /** Nothing but a reason comes of damage, and never an endless look. */
    @Test
    void damage() {
        Random random = new Random(4);
        byte[] map = expression("lookup", text(1, "ports"), number(2, 1), number(3, 0));
        byte[] load = expression("payload", number(1, 1), number(2, 2), number(3, 2), number(4, 2));
        List<byte[]> rules = List.of(
                rule("input", protocol(6), port(22), verdict(NftVerdict.ACCEPT, "")),
                rule("input", load, map),
                rule("web", port(80), verdict(NftVerdict.RETURN, "")),
                rule("input", verdict(NftVerdict.JUMP, "web")),
                rule("input", expression("match", text(1, "tcp"), number(2, 0), attribute(3, new byte[12]))),
                rule(
                        "input",
                        expression(
                                "bitwise",
                                number(1, 1),
                                number(2, 2),
                                number(3, 4),
                                attribute(4, attribute(1, new byte[4])))));
        int refused = 0;
        int told = 0;
        for (int i = 0; i < 4_000; i++) {
            try {
                reach(answers(rules, random));
                told++;
            } catch (NetlinkException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(told).isPositive();
    }
}
