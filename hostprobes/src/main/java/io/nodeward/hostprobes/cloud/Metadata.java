package io.nodeward.hostprobes.cloud;

import io.nodeward.hostprobes.Beside;
import io.nodeward.hostprobes.containers.PodNetworks;
import io.nodeward.hostprobes.containers.PodNetworks.Network;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.host.HostProbe;
import io.nodeward.hostprobes.process.ProcessTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What metadata services give to the host and to pods, type list(MetadataAccess). They are asked at the same time, from the
 * host's network and, as root, from those of some pods.
 */
public final class Metadata {

    private static final String SOURCE = "metadata services";
    /** So many networks of pods are asked from. */
    private static final int NETWORKS = 8;

    private Metadata() {}

    /** From where is asked; the network is null for the host's own. */
    record Place(String name, @Nullable Network network) {}

    public static Node read(HostRoot root, MetadataLeave leave, Cloud cloud, Supplier<ProcessTable> processes) {
        if (!root.live()) {
            return new Unknown("is not asked: this is not the root of the running host", SOURCE, true);
        }
        if (!leave.refusal().isEmpty()) {
            return new Unknown("is not asked: " + leave.refusal(), SOURCE, true);
        }
        if (!leave.everywhere() && cloud.hidden() != null) {
            return cloud.hidden();
        }
        List<List<MetadataService>> services = services(leave, cloud);
        if (services.isEmpty()) {
            return new Many(List.of(), "no cloud in " + cloud.source());
        }
        List<Place> places = new ArrayList<>();
        List<Many.Item> items = new ArrayList<>();
        places.add(new Place("host", null));
        if (HostProbe.privileged()) {
            PodNetworks pods = PodNetworks.of(root, processes.get());
            List<Network> some = pods.networks()
                    .subList(0, Math.min(NETWORKS, pods.networks().size()));
            for (Network network : some) {
                places.add(new Place("pod " + network.pod(), network));
            }
            if (pods.hidden() != null) {
                items.add(new Many.Item("pods that cannot be seen", pods.hidden()));
            }
        } else {
            items.add(new Many.Item(
                    "pods", new Unknown("needs root: a pod's network is entered", "/proc/*/ns/net", false)));
        }
        items.addAll(0, asked(places, services));
        return new Many(items, SOURCE);
    }

    /** By address: several clouds have theirs at the same one. */
    static List<List<MetadataService>> services(MetadataLeave leave, Cloud cloud) {
        List<List<MetadataService>> all = new ArrayList<>();
        for (Provider provider : Provider.values()) {
            if (!leave.everywhere() && provider != cloud.provider()) {
                continue;
            }
            for (MetadataService service : MetadataService.of(provider)) {
                List<MetadataService> same = null;
                for (List<MetadataService> other : all) {
                    if (other.getFirst().address().equals(service.address())) {
                        same = other;
                    }
                }
                if (same == null) {
                    same = new ArrayList<>();
                    all.add(same);
                }
                same.add(service);
            }
        }
        return all;
    }

    static List<Many.Item> asked(List<Place> places, List<List<MetadataService>> services) {
        List<Beside<List<Many.Item>>> threads = new ArrayList<>();
        for (Place place : places) {
            for (List<MetadataService> atOneAddress : services) {
                threads.add(Beside.begin("metadata", () -> ask(place, atOneAddress)));
            }
        }
        List<Many.Item> items = new ArrayList<>();
        for (Beside<List<Many.Item>> thread : threads) {
            items.addAll(thread.end());
        }
        return items;
    }

    /** In a thread of its own, which ends with this. */
    private static List<Many.Item> ask(Place place, List<MetadataService> services) {
        Network network = place.network();
        if (network != null) {
            try {
                NetworkNamespace.enter(network.pid(), network.link());
            } catch (IOException e) {
                String why = e.getMessage();
                return List.of(new Many.Item(
                        place.name(),
                        new Unknown(
                                "its network " + (why == null ? "cannot be entered" : why),
                                "/proc/" + network.pid() + "/ns/net")));
            }
        }
        List<MetadataAccess> answers = new ArrayList<>();
        for (MetadataService service : services) {
            MetadataAccess access = MetadataAccess.ask(service);
            answers.add(access);
            if (!access.reachable() && !access.connected()) {
                break; // nobody is there for the others either
            }
        }
        List<Many.Item> items = new ArrayList<>();
        for (MetadataAccess access : answers) {
            if (access.gives()) {
                items.add(item(place, access));
            }
        }
        return items.isEmpty() ? List.of(item(place, answers.getFirst())) : items;
    }

    private static Many.Item item(Place place, MetadataAccess access) {
        String kind = place.network() == null ? "host" : "pod";
        return new Many.Item(
                place.name() + " " + access.service().provider().label() + " "
                        + access.service().address(),
                access.facts(kind, place.name()));
    }
}
