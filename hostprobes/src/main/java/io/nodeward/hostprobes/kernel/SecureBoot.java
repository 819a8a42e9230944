package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the firmware checked what was booted (UEFI specification, 3.3: globally defined variables; shim's MokSBStateRT).
 * Each variable is a file of four bytes of attributes and the value.
 */
final class SecureBoot {

    private static final String FIRMWARE = "/sys/firmware/efi";
    private static final String VARIABLES = FIRMWARE + "/efivars";
    private static final String GLOBAL = "-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final String SHIM = "-605dab50-e046-4300-abb6-3dd810dd8b23";
    private static final int SMALL = 4 << 10;
    private static final int ATTRIBUTES = 4;

    private SecureBoot() {}

    /** {@code secure_boot}, not set on a machine that did not start by UEFI. */
    static void put(HostRoot root, Group.Builder facts) {
        Node node = read(root);
        if (node != null) {
            facts.put("secure_boot", node);
        }
    }

    private static @Nullable Node read(HostRoot root) {
        Read<Stat> firmware = root.stat(FIRMWARE);
        if (firmware instanceof Read.Failed<Stat> failed) {
            return failed.unknown();
        }
        if (firmware instanceof Read.Absent<Stat>) {
            return root.live() || root.stat("/sys/firmware") instanceof Read.Found<Stat>
                    ? null
                    : new Unknown("only a running host can tell", FIRMWARE, true);
        }
        Read<List<String>> variables = root.list(VARIABLES, 10_000);
        if (variables instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        if (!(variables instanceof Read.Found<List<String>>(List<String> names)) || names.isEmpty()) {
            return new Unknown("the firmware's variables are not mounted", VARIABLES, !root.live());
        }
        String path = VARIABLES + "/SecureBoot" + GLOBAL;
        Read<byte[]> secure = root.bytes(path, SMALL);
        if (secure instanceof Read.Failed<byte[]> failed) {
            return failed.unknown();
        }
        if (!on(secure)) {
            return new Known("off", path);
        }
        String setup = VARIABLES + "/SetupMode" + GLOBAL;
        if (on(root.bytes(setup, SMALL))) {
            return new Known("setup", setup);
        }
        String shim = VARIABLES + "/MokSBStateRT" + SHIM;
        return on(root.bytes(shim, SMALL)) ? new Known("unverified", shim) : new Known("on", path);
    }

    private static boolean on(Read<byte[]> variable) {
        return variable instanceof Read.Found<byte[]>(byte[] value)
                && value.length > ATTRIBUTES
                && value[ATTRIBUTES] == 1;
    }
}
