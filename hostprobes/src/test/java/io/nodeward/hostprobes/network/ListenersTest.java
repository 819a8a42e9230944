package io.nodeward.hostprobes.network;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Unknown;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of listeners never looks complete when something of it could not be read. */
class ListenersTest {

    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt" + "   uid  timeout inode\n";
    private static final String FOUR = "/proc/1/net/tcp";
    private static final String SIX = "/proc/1/net/tcp6";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file(FOUR, HEAD + line("0100007F:2808", "0A", 1) + line("0A00000A:0016", "01", 2))
                .file(SIX, HEAD + line("0".repeat(32) + ":280A", "0A", 3));
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private static String line(String local, String state, int inode) {
        return "   0: " + local + " 00000000:0000 " + state + " 00000000:00000000 00:00000000 00000000     0        0 "
                + inode + " 1 0000000000000000 100 0 0 10 0\n";
    }

    private Object listeners() {
        return told(tree.facts(), "listeners");
    }

    /** The last item, which has to be unknown, as its source and reason. */
    private String unknown(int index) {
        return told(tree.facts(), "listeners." + index).toString();
    }

    @Test
    void bothTables() {
        assertThat(listeners()).isEqualTo(List.of("127.0.0.1:10248", "[::]:10250"));
        assertThat(told(tree.facts(), "listeners.0.loopback")).isEqualTo(true);
        assertThat(told(tree.facts(), "listeners.1.wildcard")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {FOUR, SIX})
    void aTableThatCannotBeRead(String path) {
        tree.remove(path).directory(path);
        int last = path.equals(FOUR) ? 0 : 1;
        assertThat(unknown(last)).isEqualTo("unknown: " + path + " is not a regular file");
        assertThat(((List<?>) listeners())).hasSize(2);
    }

    @Test
    void neitherTable() {
        tree.remove(FOUR).remove(SIX);
        assertThat(listeners().toString()).isEqualTo("unknown: /proc/net/tcp6 does not exist");
        assertThat(((Unknown) Objects.requireNonNull(at(tree.facts(), "listeners"))).expected())
                .isTrue();
        tree.directory(FOUR);
        assertThat(listeners().toString()).isEqualTo("unknown: /proc/1/net/tcp is not a regular file");
    }

    @Test
    void noTableOfIpv6WithoutASignOfWhy() {
        tree.remove(SIX);
        assertThat(unknown(1)).startsWith("unknown: /proc/net/tcp6 does not exist, and nothing says");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/sys/net/ipv6", "/proc/1/net/if_inet6", "/proc/net/if_inet6"})
    void noTableThoughTheHostHasIpv6(String sign) {
        tree.remove(SIX).directory(sign).directory("/proc/sys/net/ipv4");
        assertThat(unknown(1)).isEqualTo("unknown: /proc/net/tcp6 does not exist though the host has IPv6");
    }

    @Test
    void noTableSinceIpv6IsOff() {
        tree.remove(SIX).file("/proc/cmdline", "quiet ipv6.disable=1\n");
        assertThat(listeners()).isEqualTo(List.of("127.0.0.1:10248"));
    }

    @Test
    void orSinceTheKernelHasNone() {
        tree.remove(SIX).directory("/proc/sys/net/ipv4");
        assertThat(listeners()).isEqualTo(List.of("127.0.0.1:10248"));
    }

    @Test
    void noTableOfIpv4() {
        tree.remove(FOUR);
        assertThat(unknown(0)).isEqualTo("unknown: /proc/net/tcp does not exist");
        assertThat(((List<?>) listeners())).hasSize(2);
    }

    @Test
    void aCaptureOfTheReadersOwnTables() {
        tree.remove(FOUR)
                .remove(SIX)
                .file("/proc/net/tcp", HEAD + line("00000000:280F", "0A", 1))
                .file("/proc/net/tcp6", HEAD);
        assertThat(listeners()).isEqualTo(List.of("0.0.0.0:10255"));
    }

    @Test
    void whichMayBeOfAnotherNamespace() {
        tree.remove(SIX)
                .file("/proc/net/tcp6", HEAD)
                .link("/proc/1/ns/net", "net:[4026531840]")
                .link("/proc/self/ns/net", "net:[4026532000]");
        assertThat(unknown(1)).isEqualTo("unknown: /proc/net/tcp6 is of another network namespace than process 1");
        tree.link("/proc/self/ns/net", "net:[4026531840]");
        assertThat(listeners()).isEqualTo(List.of("127.0.0.1:10248"));
    }

    @Test
    void orMayBeWhereTheHostsOwnCannotBeRead() {
        tree.remove(FOUR).directory(FOUR).file("/proc/net/tcp", HEAD);
        assertThat(unknown(0)).startsWith("unknown: /proc/net/tcp may be of another network namespace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "   1: 00000000:280F 00000000:0000 0A 00000000\n",
                "   1: 0000000:280F 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n",
                "   1: 0000000G:280F 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n",
                "   1: 00000000:28XF 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n",
                "   1: 00000000:1280F 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n",
                "   1: 00000000 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n",
                "   1: 00000000:280F 00000000:0000 A 00000000:00000000 00:00000000 00000000 0 0 1\n",
                "rubbish\n"
            })
    void aLineThatIsNone(String line) {
        tree.file(FOUR, HEAD + line + line + line("0100007F:2808", "0A", 1));
        assertThat(listeners()).isEqualTo(List.of("127.0.0.1:10248", FOUR + ":2", "[::]:10250"));
        assertThat(unknown(1)).isEqualTo("unknown: " + FOUR + ":2 is no line of a table of sockets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void anEmptyTableHasNotEvenItsHeading(String text) {
        tree.file(SIX, text);
        assertThat(unknown(1)).startsWith("unknown: " + SIX);
    }

    @Test
    void anOwnerWhoseDescriptorsAreNotInTheTree() {
        tree.service(812, "kubelet.service", "kubelet");
        assertThat(told(tree.facts(), "listeners.0.pid").toString())
                .isEqualTo("unknown: /proc/812/fd is not in the tree");
        tree.link("/proc/812/fd/7", "socket:[1]").link("/proc/812/fd/8", "socket:[");
        assertThat(told(tree.facts(), "listeners.0.pid")).isEqualTo(812L);
        assertThat(told(tree.facts(), "listeners.1.pid")).isEqualTo(0L);
    }
}
