package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter of tc(8) for what comes in by a device (linux/pkt_cls.h).
 *
 * @param kind bpf, flower, u32, matchall
 * @param name what whoever loaded a program of eBPF called it; empty for others
 */
record TrafficFilter(String kind, String name) {

    private static final int NEW_FILTER = 44;
    private static final int GET_FILTER = 46;
    /** struct tcmsg before the attributes. */
    private static final int HEAD = 20;
    /** Of the queueing disciplines clsact and ingress alike. */
    private static final int INGRESS = 0xFFFFFFF2;

    static List<TrafficFilter> incoming(Netlink netlink, int device) throws NetlinkException {
        ByteBuffer request = ByteBuffer.allocate(HEAD).order(ByteOrder.nativeOrder());
        request.putInt(4, device).putInt(12, INGRESS);
        List<TrafficFilter> filters = new ArrayList<>();
        for (Netlink.Message message : netlink.dump(GET_FILTER, request.array())) {
            byte[] body = message.body();
            // what has no handle is the place of filters of one kind and priority
            if (message.type() == NEW_FILTER
                    && body.length >= HEAD
                    && ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getInt(8) != 0) {
                TrafficFilter filter = of(body);
                if (!filters.contains(filter)) {
                    filters.add(filter);
                }
            }
        }
        return filters;
    }

    private static TrafficFilter of(byte[] body) throws NetlinkException {
        String kind = "";
        String name = "";
        Attributes attributes = new Attributes(body, HEAD, body.length);
        while (attributes.next()) {
            kind = attributes.type() == 1 ? attributes.text() : kind;
            // the kind stands first
            if (attributes.type() == 2 && kind.equals("bpf")) {
                Attributes options = attributes.nested();
                while (options.next()) {
                    name = options.type() == 7 ? options.text() : name;
                }
                NftKernel.whole(options);
            }
        }
        NftKernel.whole(attributes);
        return new TrafficFilter(kind, name);
    }

    boolean ebpf() {
        return kind.equals("bpf");
    }
}
