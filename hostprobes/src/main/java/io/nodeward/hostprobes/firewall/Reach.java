package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.List;

/** Who can reach a port. */
enum Reach {
    /** Nobody but this host. */
    HOST("host"),
    /** At most those whom rules name, by address or by a device that does not lead to the rest of the world. */
    SOME("some"),
    /** Everybody who has a way to this host. */
    ALL("all"),
    UNKNOWN("");

    private final String word;

    Reach(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** Of two ways to the same port. */
    Reach wider(Reach other) {
        if (this == ALL || other == ALL) {
            return ALL;
        }
        return this == UNKNOWN || other == UNKNOWN ? UNKNOWN : this == SOME || other == SOME ? SOME : HOST;
    }

    /** @param devices those by which the rest of the world comes; where there is none, any may be one */
    static Reach of(Filters filters, Packet packet, List<String> devices) throws NetlinkException {
        Share world = filters.passed(packet.from(devices.isEmpty() ? null : devices));
        if (world.least() >= Share.MANY) {
            return ALL;
        }
        if (world.most() >= Share.MANY) {
            return UNKNOWN;
        }
        return world.none() && filters.passed(packet.from(null)).none() ? HOST : SOME;
    }
}
