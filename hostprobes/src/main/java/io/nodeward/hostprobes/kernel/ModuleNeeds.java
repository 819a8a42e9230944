package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What on this host cannot do without a module that others have no use for. */
final class ModuleNeeds {

    private static final String SNAPS = "/var/lib/snapd/snaps";
    private static final String MOUNTS = "/proc/1/mountinfo";
    private static final String TAG = "/sys/class/dmi/id/chassis_asset_tag";
    private static final String AGENT = "/etc/waagent.conf";

    /** Azure's machines all have this one. */
    private static final String AZURE = "7783-7084-3265-9085-8269-3286-77";

    private static final int MOST = 10_000;
    private static final int LIMIT = 1 << 20;

    private final HostRoot root;

    ModuleNeeds(HostRoot root) {
        this.root = root;
    }

    /** Null where nothing is known to need it. */
    @Nullable Node of(String module) {
        return switch (module) {
            case "squashfs" -> images();
            case "udf" -> azure();
            default -> null;
        };
    }

    private @Nullable Node images() {
        Read<List<String>> snaps = root.list(SNAPS, MOST);
        if (snaps instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        if (snaps instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith(".snap")) {
                    return new Known("snaps, which are squashfs images", SNAPS + "/" + name);
                }
            }
        }
        return root.text(MOUNTS, LIMIT) instanceof Read.Found<String>(String text) && text.contains(" - squashfs ")
                ? new Known("file systems that are mounted", MOUNTS)
                : null;
    }

    private @Nullable Node azure() {
        if (root.text(TAG, LIMIT) instanceof Read.Found<String>(String tag)
                && tag.strip().equals(AZURE)) {
            return new Known("Azure, which hands machines their settings on a disk with udf", TAG);
        }
        return root.stat(AGENT) instanceof Read.Found<Stat>
                ? new Known("Azure's agent, which gets its settings on a disk with udf", AGENT)
                : null;
    }
}
