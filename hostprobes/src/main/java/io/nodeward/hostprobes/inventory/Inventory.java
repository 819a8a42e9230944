package io.nodeward.hostprobes.inventory;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;
import oshi.hardware.common.platform.linux.nativefree.LinuxHWDiskStoreNF;
import oshi.hardware.common.platform.linux.nativefree.LinuxNetworkIfNF;
import oshi.util.driver.linux.Sysfs;

/**
 * Hardware, firmware, memory, disks, interfaces and load, type Inventory. What OSHI reads is the running host's; of OSHI,
 * only those classes are used that start no program and unpack no library, which a test watches. Serial numbers are left
 * out.
 */
public final class Inventory {

    private static final String DMI = "/sys/class/dmi/id";
    private static final String UNKNOWN = "unknown";
    private static final int SMALL = 4 << 10;
    private static final int LARGE = 8 << 20;

    private Inventory() {}

    public static Group read(HostRoot root) {
        Group.Builder group = Group.builder();
        text(group, "system_vendor", root, Sysfs::querySystemVendor);
        text(group, "system_model", root, Sysfs::queryProductModel);
        text(group, "board_vendor", root, Sysfs::queryBoardVendor);
        text(group, "board_model", root, Sysfs::queryBoardModel);
        text(group, "firmware_vendor", root, Sysfs::queryBiosVendor);
        text(group, "firmware_version", root, () -> Sysfs.queryBiosVersion(""));
        text(group, "firmware_date", root, Sysfs::queryBiosReleaseDate);
        processors(group, root);
        return group.put("memory", memory(root, "MemTotal:"))
                .put("memory_available", memory(root, "MemAvailable:"))
                .put("swap", memory(root, "SwapTotal:"))
                .put("load", load(root))
                .put("disks", live(root, "/sys/block", Inventory::disks))
                .put("interfaces", live(root, "/sys/class/net", Inventory::interfaces))
                .build();
    }

    private static void text(Group.Builder group, String name, HostRoot root, Supplier<String> query) {
        group.put(name, live(root, DMI, () -> {
            String text = query.get();
            return new Known(known(text), DMI);
        }));
    }

    /** OSHI says so where nothing is said. */
    private static String known(@Nullable String text) {
        return text == null || text.equals(UNKNOWN) ? "" : text.strip();
    }

    private static Node up(NetworkIF network, String source) {
        try {
            return new Known(network.queryNetworkInterface().isUp(), source);
        } catch (SocketException e) {
            return new Unknown("cannot be told", source);
        }
    }

    private static Node live(HostRoot root, String source, Supplier<Node> query) {
        return root.live() ? query.get() : new Unknown("only a running host tells it", source, true);
    }

    private static void processors(Group.Builder group, HostRoot root) {
        String path = "/proc/cpuinfo";
        Read<String> read = root.text(path, LARGE);
        if (!(read instanceof Read.Found<String>(String text))) {
            Unknown unknown = missing(read, path);
            group.put("processor", unknown).put("processors", unknown).put("virtual", unknown);
            return;
        }
        long count = 0;
        String model = "";
        boolean guest = false;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("processor")) {
                count++;
            } else if (line.startsWith("model name") && model.isEmpty()) {
                model = line.substring(line.indexOf(':') + 1).strip();
            } else if (line.startsWith("flags") || line.startsWith("Features")) {
                guest |= (line + " ").contains(" hypervisor ");
            }
        }
        group.put("processor", model, path).put("processors", count, path).put("virtual", guest, path);
    }

    /** Bytes. */
    private static Node memory(HostRoot root, String name) {
        String path = "/proc/meminfo";
        Read<String> read = root.text(path, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            for (String line : text.split("\n", -1)) {
                if (line.startsWith(name) && line.endsWith(" kB")) {
                    try {
                        String number = line.substring(name.length(), line.length() - " kB".length());
                        return new Known(Math.multiplyExact(Long.parseLong(number.strip()), 1024L), path);
                    } catch (ArithmeticException | NumberFormatException e) {
                        break;
                    }
                }
            }
            return new Unknown("does not say " + name, path);
        }
        return missing(read, path);
    }

    /** Of the last minute, five and fifteen. */
    private static Node load(HostRoot root) {
        String path = "/proc/loadavg";
        Read<String> read = root.text(path, SMALL);
        if (!(read instanceof Read.Found<String>(String text))) {
            return missing(read, path);
        }
        String[] words = text.strip().split(" ", -1);
        return words.length < 3
                ? new Unknown("cannot be read", path)
                : new Known(List.of(words[0], words[1], words[2]), path);
    }

    private static Unknown missing(Read<String> read, String path) {
        return read instanceof Read.Failed<String> failed
                ? failed.unknown()
                : new Unknown("only a running host tells it", path, true);
    }

    private static Node disks() {
        List<Many.Item> items = new ArrayList<>();
        for (HWDiskStore disk : LinuxHWDiskStoreNF.getDisks()) {
            String source = "/sys/block";
            items.add(new Many.Item(
                    disk.getName(),
                    Group.builder()
                            .put("name", disk.getName(), source)
                            .put("model", disk.getModel().strip(), source)
                            .put("size", disk.getSize(), source)
                            .build()));
        }
        return new Many(items, "/sys/block");
    }

    private static Node interfaces() {
        List<Many.Item> items = new ArrayList<>();
        for (NetworkIF network : LinuxNetworkIfNF.getNetworks(true)) {
            String source = "/sys/class/net/" + network.getName();
            List<String> addresses = new ArrayList<>(List.of(network.getIPv4addr()));
            addresses.addAll(List.of(network.getIPv6addr()));
            items.add(new Many.Item(
                    network.getName(),
                    Group.builder()
                            .put("name", network.getName(), source)
                            .put("hardware_address", known(network.getMacaddr()), source)
                            .put("addresses", addresses, source)
                            .put("mtu", network.getMTU(), source)
                            .put("up", up(network, source))
                            .build()));
        }
        return new Many(items, "/sys/class/net");
    }
}
