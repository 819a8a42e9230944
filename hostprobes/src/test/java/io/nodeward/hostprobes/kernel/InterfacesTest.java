package io.nodeward.hostprobes.kernel;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts on an interface, of its own settings and those for all. */
class InterfacesTest {

    private static final String V4 = "/proc/sys/net/ipv4/conf/";
    private static final String V6 = "/proc/sys/net/ipv6/conf/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
        for (String name : new String[] {"all", "default", "lo", "eth0", "veth12"}) {
            for (String setting : new String[] {
                "forwarding",
                "accept_redirects",
                "secure_redirects",
                "send_redirects",
                "accept_source_route",
                "rp_filter"
            }) {
                tree.file(V4 + name + "/" + setting, "0\n");
            }
            tree.file(V6 + name + "/accept_redirects", "0\n").file(V6 + name + "/accept_source_route", "0\n");
        }
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Node facts() {
        return conforming("interfaces", Interfaces.read(tree.root()));
    }

    private Object fact(String name) {
        return told(facts(), "0." + name);
    }

    @Test
    void thoseOfTheHostAndOfPlugins() {
        assertThat(told(facts(), "0.name")).isEqualTo("eth0");
        assertThat(told(facts(), "0.plugin")).isEqualTo(false);
        assertThat(told(facts(), "1.name")).isEqualTo("veth12");
        assertThat(told(facts(), "1.plugin")).isEqualTo(true);
    }

    /** ip-sysctl.rst: with forwarding both are needed, without one is enough. */
    @ParameterizedTest
    @CsvSource({"0,0,0,false", "0,1,0,true", "0,0,1,true", "1,1,0,false", "1,0,1,false", "1,1,1,true"})
    void acceptRedirects(String forwarding, String all, String own, boolean expected) {
        tree.file(V4 + "eth0/forwarding", forwarding)
                .file(V4 + "all/accept_redirects", all)
                .file(V4 + "eth0/accept_redirects", own);
        assertThat(fact("accept_redirects")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,0,false", "1,0,true", "0,1,true"})
    void oneIsEnoughToSend(String all, String own, boolean expected) {
        tree.file(V4 + "all/send_redirects", all).file(V4 + "eth0/send_redirects", own);
        assertThat(fact("send_redirects")).isEqualTo(expected);
        tree.file(V4 + "all/secure_redirects", all).file(V4 + "eth0/secure_redirects", own);
        assertThat(fact("secure_redirects")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,0,false", "1,0,false", "0,1,false", "1,1,true"})
    void bothAreNeededForSourceRoutes(String all, String own, boolean expected) {
        tree.file(V4 + "all/accept_source_route", all).file(V4 + "eth0/accept_source_route", own);
        assertThat(fact("accept_source_route")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,0,1", "0,2,2", "2,1,2"})
    void theGreaterFilters(String all, String own, long expected) {
        tree.file(V4 + "all/rp_filter", all).file(V4 + "eth0/rp_filter", own);
        assertThat(fact("rp_filter")).isEqualTo(expected);
    }

    /** For IPv6 a negative value of source routes means none, and all is only what new ones begin with. */
    @ParameterizedTest
    @CsvSource({"1,0,false", "0,1,true", "0,-1,false"})
    void ipv6HasItsOwn(String all, String own, boolean expected) {
        tree.file(V6 + "all/accept_source_route", all).file(V6 + "eth0/accept_source_route", own);
        assertThat(fact("accept_source_route_ipv6")).isEqualTo(expected);
        tree.file(V6 + "all/accept_redirects", all).file(V6 + "eth0/accept_redirects", own);
        assertThat(fact("accept_redirects_ipv6")).isEqualTo(expected);
    }

    @Test
    void whatIsNotThereOrNoNumber() {
        tree.file(V4 + "eth0/rp_filter", "x").remove(V4 + "eth0/forwarding").remove(V6 + "eth0/accept_redirects");
        assertThat(at(facts(), "0.rp_filter")).isEqualTo(new Unknown("is no number", V4 + "eth0/rp_filter"));
        assertThat(at(facts(), "0.accept_redirects")).isEqualTo(new Unknown("does not exist", V4 + "eth0/forwarding"));
        assertThat(fact("accept_redirects_ipv6")).isEqualTo(false);
    }

    @Test
    void anImageTellsNothing() {
        try (HostTree image = new HostTree(directory.resolve("image")).file("/etc/hostname", "n1")) {
            assertThat(Interfaces.read(image.root()))
                    .isEqualTo(new Unknown("only a running host can tell", "/proc/sys/net/ipv4/conf", true));
        }
    }
}
