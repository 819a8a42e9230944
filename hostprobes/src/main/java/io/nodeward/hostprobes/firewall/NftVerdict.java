package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What a rule or a map of nftables decides.
 *
 * @param code as linux/netfilter.h and nf_tables.h number verdicts
 * @param chain where a jump goes, else empty
 */
record NftVerdict(int code, String chain) {

    static final int DROP = 0;
    static final int ACCEPT = 1;
    static final int CONTINUE = -1;
    static final int BREAK = -2;
    static final int JUMP = -3;
    static final int GOTO = -4;
    static final int RETURN = -5;

    /** The verdict in NFTA_SET_ELEM_DATA or NFTA_IMMEDIATE_DATA; null where the data is none. */
    static @Nullable NftVerdict in(Attributes data) {
        while (data.next()) {
            if (data.type() == 2) {
                int code = CONTINUE;
                String chain = "";
                Attributes verdict = data.nested();
                while (verdict.next()) {
                    code = verdict.type() == 1 ? verdict.number() : code;
                    chain = verdict.type() == 2 ? verdict.text() : chain;
                }
                return new NftVerdict(code, chain);
            }
        }
        return null;
    }
}
