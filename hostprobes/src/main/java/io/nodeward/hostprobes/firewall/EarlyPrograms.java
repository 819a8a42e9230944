package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.netlink.Bpf;
import io.nodeward.hostprobes.netlink.HostNetwork;
import io.nodeward.hostprobes.netlink.NativeSocket;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sees packets before netfilter does as they come in: programs of eBPF by XDP, tc or TCX, and other filters of tc. What
 * they let through is theirs alone to know. Those on pods' ends of cables are left out.
 */
final class EarlyPrograms {

    static final String SOURCE = "the kernel's network devices (netlink, bpf)";

    /** How many devices are looked at. */
    private static final int DEVICES = 2048;

    /**
     * One of them.
     *
     * @param world whether packets from the rest of the world come by its device
     */
    record Program(String device, String hook, String name, boolean ebpf, boolean world) {
        String shown() {
            return device + ": " + hook + " " + name;
        }
    }

    private final List<Program> programs = new ArrayList<>();
    private @Nullable Unknown why;

    private EarlyPrograms() {}

    /** @param roads names of the devices through which the rest of the world is reached */
    static EarlyPrograms read(HostRoot root, List<String> roads) {
        EarlyPrograms early = new EarlyPrograms();
        early.why =
                root.live() ? HostNetwork.elsewhere(root) : new Unknown("only a running host can tell", SOURCE, true);
        if (early.why == null) {
            early.ask(roads);
        }
        return early;
    }

    /** Asks for the calling thread's own network namespace. */
    static EarlyPrograms of(List<String> roads) {
        EarlyPrograms early = new EarlyPrograms();
        early.ask(roads);
        return early;
    }

    private void ask(List<String> roads) {
        try (NativeSocket socket = NativeSocket.netlink(Netlink.ROUTE)) {
            ask(new Netlink(socket), new Bpf(), roads);
        } catch (NetlinkException e) {
            why = new Unknown(String.valueOf(e.getMessage()), SOURCE);
        }
    }

    private void ask(Netlink netlink, Bpf bpf, List<String> roads) throws NetlinkException {
        List<Device> devices = Device.all(netlink);
        Set<Integer> road = roads(devices, roads);
        int looked = 0;
        for (Device device : devices) {
            boolean world = road.contains(device.number());
            if (device.cable() && !world || device.name().equals("lo")) {
                continue;
            }
            if (++looked > DEVICES) {
                throw new NetlinkException("are more than are looked at");
            }
            for (int program : device.xdp()) {
                programs.add(new Program(device.name(), "XDP", name(bpf, program), true, world));
            }
            for (int program : bpf.tcxIngress(device.number())) {
                programs.add(new Program(device.name(), "TCX ingress", name(bpf, program), true, world));
            }
            for (TrafficFilter filter : filters(netlink, device)) {
                // programs of the old kind, in bytecode of sockets, have no name
                String name = filter.name().isEmpty() ? filter.kind() : filter.name();
                programs.add(new Program(device.name(), "tc ingress", name, filter.ebpf(), world));
            }
        }
    }

    private static List<TrafficFilter> filters(Netlink netlink, Device device) throws NetlinkException {
        try {
            return TrafficFilter.incoming(netlink, device.number());
        } catch (NetlinkException e) {
            if (e.unsupported()) {
                return List.of();
            }
            throw e;
        }
    }

    private static String name(Bpf bpf, int program) {
        String name = bpf.name(program);
        return name.isEmpty() ? "program " + program : name;
    }

    /** Those devices, what they stand on, and the parts of bonds and bridges; all where none is known. */
    private static Set<Integer> roads(List<Device> devices, List<String> names) {
        Set<Integer> road = new HashSet<>();
        for (Device device : devices) {
            if (names.isEmpty() ? !device.cable() : names.contains(device.name())) {
                road.add(device.number());
            }
        }
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Device device : devices) {
                if (road.contains(device.number()) && device.lower() != 0) {
                    grown |= road.add(device.lower());
                }
                if (road.contains(device.master()) && !device.cable()) {
                    grown |= road.add(device.number());
                }
            }
        }
        return road;
    }

    void put(Group.Builder facts) {
        Unknown gap = why;
        if (gap != null) {
            facts.put("ebpf", gap).put("traffic_filters", gap);
            return;
        }
        List<String> ebpf = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Program program : programs) {
            (program.ebpf() ? ebpf : others).add(program.shown());
        }
        facts.put("ebpf", ebpf, SOURCE).put("traffic_filters", others, SOURCE);
    }

    /** Why what netfilter lets through from the rest of the world may not come so far, or null. */
    @Nullable Unknown doubt(HostRoot root) {
        if (why != null) {
            return why;
        }
        for (Program program : programs) {
            if (program.world() && !(CiliumPrograms.is(program.name()) && CiliumPrograms.pass(root))) {
                return new Unknown("may be kept away by " + program.shown() + ", which sees packets first", SOURCE);
            }
        }
        return null;
    }
}
