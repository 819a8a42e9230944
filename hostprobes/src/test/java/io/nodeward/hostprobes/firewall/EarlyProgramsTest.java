package io.nodeward.hostprobes.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs are given to devices of a network namespace, and what the kernel tells of them is read back. */
@Tag("live")
@Timeout(120)
class EarlyProgramsTest {

    private static final int INGRESS = 0xFFFFFFF2;
    private static final int EGRESS = 0xFFFFFFF3;

    @TempDir
    private Path tree;

    private Network network;

    @BeforeEach
    void network() throws Exception {
        network = new Network();
        assumeTrue(network.there(), "needs root: network namespaces are made");
        network.in(() -> {
            Made.device("h0", "veth");
            Made.device("b0", "bridge");
            return true;
        });
    }

    @AfterEach
    void end() {
        network.close();
    }

    private EarlyPrograms seen(String... roads) throws Exception {
        return network.in(() -> EarlyPrograms.of(List.of(roads)));
    }

    private static List<?> list(EarlyPrograms programs, String fact) {
        Group.Builder facts = Group.builder();
        programs.put(facts);
        Node node = Objects.requireNonNull(facts.build().get(fact));
        return node instanceof Known known ? (List<?>) known.value() : List.of(((Unknown) node).reason());
    }

    private @Nullable String doubt(EarlyPrograms programs) throws IOException {
        try (HostRoot root = HostRoot.open(tree)) {
            Unknown doubt = programs.doubt(root);
            return doubt == null ? null : doubt.reason();
        }
    }

    private static int program(int type, String name) {
        int program = Made.program(type, name);
        assumeTrue(program >= 0, "needs a kernel that loads programs of eBPF");
        return program;
    }

    @Test
    void nothing() throws Exception {
        EarlyPrograms programs = seen("h0");
        assertThat(list(programs, "ebpf")).isEmpty();
        assertThat(list(programs, "traffic_filters")).isEmpty();
        assertThat(doubt(programs)).isNull();
    }

    @Test
    void xdp() throws Exception {
        network.in(() -> {
            Made.xdp("h0", program(Made.XDP, "drops_some"));
            return true;
        });
        EarlyPrograms programs = seen("h0");
        assertThat(list(programs, "ebpf")).isEqualTo(List.of("h0: XDP drops_some"));
        assertThat(doubt(programs)).isEqualTo("may be kept away by h0: XDP drops_some, which sees packets first");
        // an end of a cable that is no way to the world is a pod's
        assertThat(list(seen("b0"), "ebpf")).isEmpty();
    }

    @Test
    void trafficControl() throws Exception {
        network.in(() -> {
            int program = program(Made.TRAFFIC, "x");
            Made.discipline("h0", "clsact");
            Made.traffic("h0", INGRESS, program, "counts");
            Made.traffic("h0", EGRESS, program, "goes_out");
            Made.discipline("b0", "ingress");
            Made.u32("b0", 0xFFFF0000);
            return true;
        });
        EarlyPrograms programs = seen("h0");
        assertThat(list(programs, "ebpf")).isEqualTo(List.of("h0: tc ingress counts"));
        assertThat(list(programs, "traffic_filters")).isEqualTo(List.of("b0: tc ingress u32"));
        assertThat(doubt(programs)).contains("h0: tc ingress counts");
        assertThat(doubt(seen("b0"))).contains("b0: tc ingress u32");
    }

    @Test
    void trafficControlExpress() throws Exception {
        boolean has = network.in(() -> Made.tcx("h0", program(Made.TRAFFIC, "first_look")));
        assumeTrue(has, "needs a kernel with TCX (6.6)");
        EarlyPrograms programs = seen("h0");
        assertThat(list(programs, "ebpf")).isEqualTo(List.of("h0: TCX ingress first_look"));
        assertThat(doubt(programs)).contains("first_look");
    }

    /** Packets come by the device under another one and by the parts of a bridge. */
    @Test
    void devicesUnderOthers() throws Exception {
        network.in(() -> {
            Made.device("b1", "bridge");
            Made.macvlan("m7", "b1");
            Made.macvlan("m8", "b0");
            Made.master("m8", "b1");
            Made.xdp("m8", program(Made.XDP, "below"));
            return true;
        });
        assertThat(doubt(seen("m7"))).contains("m8: XDP below");
        EarlyPrograms beside = seen("b0");
        assertThat(list(beside, "ebpf")).isEqualTo(List.of("m8: XDP below"));
        assertThat(doubt(beside)).isNull();
    }

    @Test
    void ciliumWithoutItsHostFirewall() throws Exception {
        network.in(() -> {
            Made.discipline("h0", "clsact");
            Made.traffic("h0", INGRESS, program(Made.TRAFFIC, "x"), "cil_from_netdev-h0");
            return true;
        });
        EarlyPrograms programs = seen("h0");
        assertThat(doubt(programs)).contains("cil_from_netdev-h0");
        Path state = Files.createDirectories(tree.resolve("run/cilium/state"));
        Path config = state.resolve("agent-runtime-config.json");
        Files.writeString(config, "{\"EnableHostFirewall\": true}");
        assertThat(doubt(programs)).contains("cil_from_netdev-h0");
        Files.writeString(config, "{\"EnableHostFirewall\": false}");
        assertThat(doubt(programs)).isNull();
        network.in(() -> {
            Made.xdp("h0", program(Made.XDP, "other"));
            return true;
        });
        assertThat(doubt(seen("h0"))).contains("h0: XDP other");
    }

    @Test
    void aTreeHasNone() throws IOException {
        try (HostRoot root = HostRoot.open(tree)) {
            EarlyPrograms programs = EarlyPrograms.read(root, List.of());
            assertThat(list(programs, "ebpf")).isEqualTo(List.of("only a running host can tell"));
        }
    }
}
