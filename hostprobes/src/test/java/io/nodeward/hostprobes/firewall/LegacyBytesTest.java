package io.nodeward.hostprobes.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.netlink.NetlinkException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table of the old iptables as linux/netfilter_ipv4/ip_tables.h has it, then the same damaged. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LegacyBytesTest {

    private static final int ACCEPT = -2;
    private static final int DROP = -1;
    private static final int RETURN = -5;
    private static final int HEAD = 112;
    private static final int STANDARD = 40;

    private static final Packet WEB = new Packet(false, Packet.TCP, 8080, null, null, false);

    /** A rule for TCP ports from and to, or for everything where these are zero. */
    private static byte[] rule(int from, int to, int verdict) {
        int match = to == 0 ? 0 : 32 + 16;
        ByteBuffer rule = ByteBuffer.allocate(HEAD + match + STANDARD).order(ByteOrder.nativeOrder());
        rule.putShort(88, (short) (HEAD + match)).putShort(90, (short) (HEAD + match + STANDARD));
        if (to != 0) {
            rule.putShort(80, (short) Packet.TCP);
            rule.putShort(HEAD, (short) match);
            rule.put(HEAD + 2, "tcp".getBytes(StandardCharsets.US_ASCII));
            rule.putShort(HEAD + 34, (short) 0xFFFF)
                    .putShort(HEAD + 36, (short) from)
                    .putShort(HEAD + 38, (short) to);
        }
        rule.putShort(HEAD + match, (short) STANDARD).putInt(HEAD + match + 32, verdict);
        return rule.array();
    }

    private static byte[] error(String name) {
        ByteBuffer rule = ByteBuffer.allocate(HEAD + 64).order(ByteOrder.nativeOrder());
        rule.putShort(88, (short) HEAD).putShort(90, (short) (HEAD + 64)).putShort(HEAD, (short) 64);
        rule.put(HEAD + 2, "ERROR".getBytes(StandardCharsets.US_ASCII));
        rule.put(HEAD + 32, name.getBytes(StandardCharsets.US_ASCII));
        return rule.array();
    }

    /** INPUT with these rules and a policy, FORWARD and OUTPUT with theirs alone, and one more chain. */
    private static ByteArrayOutputStream rules(int[] policies, byte[]... input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] rule : input) {
            out.writeBytes(rule);
        }
        policies[0] = out.size();
        return out;
    }

    private static LegacyTable table(int policy, @Nullable Random random, byte[]... input) throws NetlinkException {
        int[] policies = new int[1];
        ByteArrayOutputStream out = rules(policies, input);
        out.writeBytes(rule(0, 0, policy));
        int forward = out.size();
        out.writeBytes(rule(0, 0, ACCEPT));
        out.writeBytes(error("WEB"));
        out.writeBytes(rule(8000, 9000, ACCEPT));
        out.writeBytes(rule(0, 0, RETURN));
        out.writeBytes(error("ERROR"));
        byte[] all = out.toByteArray();
        byte[] answer = new byte[LegacyTable.ENTRIES_HEAD + all.length];
        System.arraycopy(all, 0, answer, LegacyTable.ENTRIES_HEAD, all.length);
        ByteBuffer information = ByteBuffer.allocate(LegacyTable.INFORMATION).order(ByteOrder.nativeOrder());
        information.putInt(32, 1 << 1 | 1 << 2);
        information.putInt(36 + 4, 0).putInt(36 + 8, forward);
        information.putInt(56 + 4, policies[0]).putInt(56 + 8, forward);
        information.putInt(80, all.length);
        if (random != null) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                answer[random.nextInt(answer.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                information.put(32 + random.nextInt(48), (byte) random.nextInt(256));
            }
        }
        LegacyTable table = new LegacyTable("filter", false, information.array());
        table.entries(answer);
        return table;
    }

    private static Share passed(int policy, byte[]... input) throws NetlinkException {
        return table(policy, null, input).passed(Chain.INPUT, WEB, IpSets.none(false));
    }

    @Test
    void rulesAndPolicies() throws NetlinkException {
        assertThat(passed(ACCEPT)).isEqualTo(Share.ALL);
        assertThat(passed(DROP)).isEqualTo(Share.NONE);
        assertThat(passed(DROP, rule(8000, 8090, ACCEPT))).isEqualTo(Share.ALL);
        assertThat(passed(DROP, rule(8081, 8090, ACCEPT))).isEqualTo(Share.NONE);
        assertThat(passed(ACCEPT, rule(22, 22, DROP), rule(8080, 8080, DROP))).isEqualTo(Share.NONE);
        // the chain WEB begins behind one rule, two policies and its name
        int web = rule(0, 0, 0).length * 3 + error("").length;
        assertThat(passed(DROP, rule(0, 0, web))).isEqualTo(Share.ALL);
    }

    @Test
    void counts() throws NetlinkException {
        RuleCount count = new RuleCount();
        table(DROP, null, rule(22, 22, ACCEPT)).count(count);
        // the one in INPUT and the one in WEB
        assertThat(count.own()).isEqualTo(2);
        assertThat(count.places()).containsExactly("iptables filter INPUT", "iptables filter WEB");
    }

    @Test
    void aChainThatCallsItselfEnds() throws NetlinkException {
        int web = rule(0, 0, 0).length * 3 + error("").length;
        assertThat(passed(ACCEPT, rule(0, 0, 0)).known()).isFalse();
        assertThat(passed(DROP, rule(0, 0, web))).isEqualTo(Share.ALL);
    }

    @Test
    void damage() {
        Random random = new Random(9);
        int refused = 0;
        int told = 0;
        for (int i = 0; i < 10_000; i++) {
            try {
                LegacyTable table =
                        table(random.nextBoolean() ? DROP : ACCEPT, random, rule(22, 22, ACCEPT), rule(80, 90, DROP));
                Share passed = table.passed(Chain.INPUT, WEB, IpSets.none(false));
                assertThat(passed.least()).isLessThanOrEqualTo(passed.most());
                table.count(new RuleCount());
                table.drops(Chain.FORWARD);
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
