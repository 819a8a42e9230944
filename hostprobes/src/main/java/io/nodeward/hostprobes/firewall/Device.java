package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A network device as rtnetlink tells of it (linux/if_link.h).
 *
 * @param kind veth, bond, vlan, bridge; empty for hardware
 * @param master number of the bond or bridge that it belongs to, or 0
 * @param lower number of the device in the same namespace that it stands on, as a VLAN does, or 0
 * @param xdp numbers of its XDP programs
 */
record Device(int number, String name, String kind, int master, int lower, List<Integer> xdp) {

    private static final int NEW_LINK = 16;
    private static final int GET_LINK = 18;
    /** struct ifinfomsg before the attributes. */
    private static final int HEAD = 16;

    private static final int EXTENSIONS = 29;
    private static final int NO_STATISTICS = 8;

    static List<Device> all(Netlink netlink) throws NetlinkException {
        ByteBuffer request = ByteBuffer.allocate(HEAD + 8).order(ByteOrder.nativeOrder());
        request.putShort(HEAD, (short) 8).putShort(HEAD + 2, (short) EXTENSIONS).putInt(HEAD + 4, NO_STATISTICS);
        List<Device> devices = new ArrayList<>();
        for (Netlink.Message message : netlink.dump(GET_LINK, request.array())) {
            if (message.type() == NEW_LINK && message.body().length >= HEAD) {
                devices.add(of(message.body()));
            }
        }
        return devices;
    }

    private static Device of(byte[] body) throws NetlinkException {
        String name = "";
        String kind = "";
        int master = 0;
        int lower = 0;
        boolean elsewhere = false;
        List<Integer> xdp = new ArrayList<>();
        Attributes attributes = new Attributes(body, HEAD, body.length);
        while (attributes.next()) {
            switch (attributes.type()) {
                case 3 -> name = attributes.text();
                case 5 -> lower = attributes.word();
                case 10 -> master = attributes.word();
                case 18 -> kind = kind(attributes.nested());
                case 37 -> elsewhere = true;
                case 43 -> xdp(attributes.nested(), xdp);
                default -> {}
            }
        }
        NftKernel.whole(attributes);
        int number = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getInt(4);
        return new Device(number, name, kind, master, elsewhere ? 0 : lower, xdp);
    }

    private static String kind(Attributes information) throws NetlinkException {
        String kind = "";
        while (information.next()) {
            kind = information.type() == 1 ? information.text() : kind;
        }
        NftKernel.whole(information);
        return kind;
    }

    /** The same program may stand there twice: as that of the device, and of the way in which it is attached. */
    private static void xdp(Attributes attributes, List<Integer> programs) throws NetlinkException {
        while (attributes.next()) {
            if (attributes.type() >= 4 && attributes.type() <= 7) {
                Integer program = attributes.word();
                if (program != 0 && !programs.contains(program)) {
                    programs.add(program);
                }
            }
        }
        NftKernel.whole(attributes);
    }

    /** Whether it is one end of a cable of which the other usually is a pod's. */
    boolean cable() {
        return kind.equals("veth") || kind.equals("netkit");
    }
}
