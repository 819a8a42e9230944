package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.charset.StandardCharsets;

/** What of a rule of nftables tells whose it is. */
final class NftRule {

    private static final int HEAD = 4;
    private static final int USER_DATA = 7;

    private NftRule() {}

    /**
     * Tells whose.
     *
     * @param jump the chain to which it sends packets, empty for none
     * @param comment what somebody wrote at it
     */
    record Summary(String jump, String comment) {}

    static Summary summary(byte[] rule) throws NetlinkException {
        String jump = "";
        String comment = comment(rule);
        Attributes list = NftKernel.expressions(rule);
        while (list.next()) {
            Attributes expression = list.nested();
            String name = "";
            while (expression.next()) {
                if (expression.type() == 1) {
                    name = expression.text();
                } else if (expression.type() == 2 && name.equals("immediate")) {
                    jump = jump(expression.nested(), jump);
                } else if (expression.type() == 2 && name.equals("match")) {
                    comment = comment(expression.nested(), comment);
                }
            }
        }
        NftKernel.whole(list);
        return new Summary(jump, comment);
    }

    private static String jump(Attributes data, String otherwise) {
        while (data.next()) {
            if (data.type() == 2) {
                NftVerdict verdict = NftVerdict.in(data.nested());
                return verdict == null ? otherwise : verdict.chain();
            }
        }
        return otherwise;
    }

    /** Of the match that iptables has for it. */
    private static String comment(Attributes data, String otherwise) {
        String name = "";
        while (data.next()) {
            name = data.type() == 1 ? data.text() : name;
            if (data.type() == 3 && name.equals("comment")) {
                return data.text();
            }
        }
        return otherwise;
    }

    /** Of nft, which keeps it as a type, a length and a text in what the kernel stores for it. */
    private static String comment(byte[] rule) {
        Attributes attributes = new Attributes(rule, HEAD, rule.length);
        while (attributes.next()) {
            if (attributes.type() == USER_DATA) {
                byte[] data = attributes.copy();
                int length = data.length < 2 ? 0 : Math.min(data[1] & 0xFF, data.length - 2);
                boolean text = length > 0 && data[0] == 0;
                return text ? new String(data, 2, length - 1, StandardCharsets.UTF_8) : "";
            }
        }
        return "";
    }
}
