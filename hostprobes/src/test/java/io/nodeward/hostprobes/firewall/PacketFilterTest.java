package io.nodeward.hostprobes.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two networks with a cable between them. In one, rules are loaded by nft and iptables, and something listens; from the other
 * somebody tries to connect, and what is said of the rules has to agree.
 */
@Tag("live")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PacketFilterTest {

    private static final String HOST = "10.99.0.1";
    private static final String PEER = "10.99.0.2";
    private static final int PORT = 8080;
    private static final int MILLIS = 120;

    private Network host;
    private Network peer;
    private ServerSocket server;
    private boolean sets;
    private List<String> cable = List.of("h0");

    @BeforeAll
    void networks() throws Exception {
        assumeTrue(Network.has("nft"), "needs nft (package nftables)");
        assumeTrue(Network.has("ip"), "needs ip (package iproute2)");
        host = new Network();
        peer = new Network();
        assumeTrue(host.there() && peer.there(), "needs root: network namespaces are made");
        host.run("", "ip", "link", "add", "h0", "type", "veth", "peer", "name", "p0", "netns", "" + peer.thread());
        host.run("", "ip", "address", "add", HOST + "/24", "dev", "h0");
        host.run("", "ip", "link", "set", "h0", "up");
        peer.run("", "ip", "address", "add", PEER + "/24", "dev", "p0");
        peer.run("", "ip", "link", "set", "p0", "up");
        server = host.in(() -> new ServerSocket(PORT, 50, InetAddress.ofLiteral("0.0.0.0")));
        Thread takes = new Thread(() -> taken(server), "takes");
        takes.setDaemon(true);
        takes.start();
        sets = makeSets();
        assertThat(connects()).isTrue();
    }

    private static void taken(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                assertThat(socket.isConnected()).isTrue();
            } catch (IOException e) {
                // closed at the end
            }
        }
    }

    @AfterAll
    void end() throws IOException {
        if (server != null) {
            server.close();
        }
        if (host != null) {
            host.close();
        }
        if (peer != null) {
            peer.close();
        }
    }

    @BeforeEach
    void noRules() throws Exception {
        host.run("flush ruleset\n", "nft", "-f", "-");
        if (Network.has("iptables-legacy-restore")) {
            host.run(legacy(""), "iptables-legacy-restore");
        }
    }

    private boolean connects() throws Exception {
        return peer.in(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST), PORT), MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private Reach reach() throws Exception {
        return reach(null, cable);
    }

    private Reach reach(byte @Nullable [] address, List<String> devices) throws Exception {
        return host.in(() -> {
            Filters.Asked asked = Filters.ask(true, true, names("ip_tables_names"), names("ip6_tables_names"));
            try (Filters filters = asked.filters()) {
                return Reach.of(
                        Objects.requireNonNull(filters, asked.why().reason()),
                        new Packet(false, Packet.TCP, PORT, address, null, false),
                        devices);
            }
        });
    }

    private static List<String> names(String file) throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/net/" + file));
    }

    private void load(String text) throws Exception {
        host.run(text, "nft", "-f", "-");
    }

    /** A chain for packets to the host with these rules, more chains before it. */
    private static String input(String policy, String rules, String before) {
        return "table inet filter {\n" + before + "\nchain input { type filter hook input priority 0; policy " + policy
                + ";\n" + rules + "\n}\n}\n";
    }

    private static String legacy(String rules) {
        return "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" + rules + "COMMIT\n";
    }

    static Stream<Arguments> nftables() {
        return Stream.of(
                Arguments.of("accept", "", "", Reach.ALL),
                Arguments.of("drop", "", "", Reach.HOST),
                Arguments.of("drop", "tcp dport 8080 accept", "", Reach.ALL),
                Arguments.of("drop", "tcp dport 8081 accept", "", Reach.HOST),
                Arguments.of("drop", "udp dport 8080 accept", "", Reach.HOST),
                Arguments.of("drop", "tcp dport { 22, 8000-8090 } accept", "", Reach.ALL),
                Arguments.of("drop", "tcp dport { 22, 8000-8079, 8081-65535 } accept", "", Reach.HOST),
                Arguments.of("drop", "tcp dport { 22, 8080 } accept", "", Reach.ALL),
                Arguments.of("drop", "tcp dport != { 22, 443 } accept", "", Reach.ALL),
                Arguments.of("drop", "ip saddr 10.99.0.0/24 tcp dport 8080 accept", "", Reach.SOME),
                Arguments.of("drop", "ip saddr 10.0.0.0/8 accept", "", Reach.SOME),
                Arguments.of("drop", "ip saddr 10.99.0.0/23 accept", "", Reach.SOME),
                Arguments.of("drop", "ip saddr 0.0.0.0/0 accept", "", Reach.ALL),
                Arguments.of("drop", "ip saddr { 10.99.0.0/24, 192.0.2.7 } accept", "", Reach.SOME),
                Arguments.of("drop", "ip saddr != { 192.0.2.0/24 } accept", "", Reach.ALL),
                Arguments.of("drop", "ip saddr . tcp dport { 10.99.0.2 . 8080 } accept", "", Reach.SOME),
                Arguments.of("drop", "ip saddr . tcp dport { 10.99.0.0/24 . 8000-8090 } accept", "", Reach.SOME),
                Arguments.of("drop", "ip saddr . tcp dport { 10.99.0.0/24 . 9000-9090 } accept", "", Reach.HOST),
                Arguments.of("drop", "ct state established,related accept", "", Reach.HOST),
                Arguments.of("drop", "ct state new accept", "", Reach.ALL),
                Arguments.of(
                        "drop",
                        "ct state vmap { established : accept, related : accept, invalid : drop }\ntcp dport 8080 accept",
                        "",
                        Reach.ALL),
                Arguments.of("accept", "ct state vmap { new : drop }", "", Reach.HOST),
                Arguments.of("drop", "ct status dnat accept", "", Reach.HOST),
                Arguments.of("drop", "iif lo accept", "", Reach.HOST),
                Arguments.of("drop", "iifname lo accept", "", Reach.HOST),
                Arguments.of("drop", "iifname \"h0\" accept", "", Reach.ALL),
                Arguments.of("drop", "iifname \"h*\" accept", "", Reach.ALL),
                Arguments.of("drop", "iifname { \"h0\", \"cni0\" } accept", "", Reach.ALL),
                Arguments.of("drop", "iifname \"cali*\" accept", "", Reach.SOME),
                Arguments.of("accept", "iifname != \"lo\" tcp dport 8080 drop", "", Reach.HOST),
                Arguments.of("accept", "iifname \"cni0\" tcp dport 8080 drop", "", Reach.ALL),
                Arguments.of("accept", "ip saddr 192.0.2.0/24 drop", "", Reach.ALL),
                Arguments.of("accept", "ip saddr != 10.99.0.0/24 tcp dport 8080 drop", "", Reach.SOME),
                Arguments.of("accept", "ip saddr 127.0.0.0/8 drop\nip daddr 127.0.0.0/8 drop", "", Reach.ALL),
                Arguments.of("accept", "tcp dport 8080 reject", "", Reach.HOST),
                Arguments.of("accept", "tcp dport != 30000-32767 log counter reject with tcp reset", "", Reach.HOST),
                Arguments.of("accept", "tcp dport >= 8000 drop", "", Reach.HOST),
                Arguments.of("accept", "tcp dport < 8000 drop", "", Reach.ALL),
                Arguments.of("drop", "tcp dport 8080 limit rate 5/second accept", "", Reach.ALL),
                Arguments.of("accept", "tcp dport 8080 limit rate over 500/second drop", "", Reach.ALL),
                Arguments.of("drop", "jump web", "chain web { tcp dport 8080 accept; }", Reach.ALL),
                Arguments.of("drop", "jump web", "chain web { tcp dport 8080 return; accept; }", Reach.HOST),
                Arguments.of("accept", "goto web", "chain web { tcp dport 8080 drop; }", Reach.HOST),
                Arguments.of("drop", "goto web\naccept", "chain web { udp dport 8080 accept; }", Reach.HOST),
                Arguments.of("drop", "tcp dport 8080 jump { accept; }", "", Reach.ALL),
                Arguments.of(
                        "drop", "tcp dport vmap { 22 : drop, 8080 : jump web }", "chain web { accept; }", Reach.ALL),
                Arguments.of("accept", "tcp dport vmap { 8080 : drop }", "", Reach.HOST),
                Arguments.of(
                        "drop", "meta l4proto . th dport vmap { tcp . 8080 : accept, udp . 53 : drop }", "", Reach.ALL),
                Arguments.of("drop", "ip protocol tcp accept", "", Reach.ALL),
                Arguments.of("drop", "meta nfproto ipv6 tcp dport 8080 accept", "", Reach.HOST),
                Arguments.of("drop", "ip6 saddr ::/0 accept", "", Reach.HOST),
                Arguments.of("drop", "meta pkttype host accept", "", Reach.ALL),
                Arguments.of("drop", "fib daddr type local tcp dport 8080 accept", "", Reach.ALL),
                Arguments.of("accept", "fib saddr . iif oif missing drop", "", Reach.ALL),
                Arguments.of("drop", "tcp flags & (fin|syn|rst|ack) == syn tcp dport 8080 accept", "", Reach.ALL),
                Arguments.of("accept", "tcp flags & (fin|syn|rst|ack) != syn ct state new drop", "", Reach.ALL),
                Arguments.of("drop", "meta mark 1 accept", "", Reach.UNKNOWN),
                Arguments.of("drop", "meta mark 1 accept\ntcp dport 8080 accept", "", Reach.ALL),
                Arguments.of("accept", "meta mark 1 jump web", "chain web { tcp dport 22 accept; }", Reach.ALL),
                Arguments.of("drop", "meta mark 1 jump web\ntcp dport 8080 accept", "chain web { return; }", Reach.ALL),
                Arguments.of("drop", "ip daddr 10.99.0.1 tcp dport 8080 accept", "", Reach.UNKNOWN),
                Arguments.of(
                        "drop",
                        "ip saddr @ok accept",
                        "set ok { type ipv4_addr; elements = { 10.99.0.2 }; }",
                        Reach.SOME),
                Arguments.of("drop", "ip saddr @ok accept", "set ok { type ipv4_addr; }", Reach.HOST),
                Arguments.of(
                        "drop",
                        "tcp dport 8080 add @seen { ip saddr limit rate 9/second } accept",
                        "set seen { type ipv4_addr; flags dynamic; size 99; }",
                        Reach.ALL),
                Arguments.of("accept", "jump deep", chains(), Reach.UNKNOWN));
    }

    /** As deep as the kernel allows, nearly. */
    private static String chains() {
        StringBuilder text = new StringBuilder("chain c12 { tcp dport 8080 drop; }\n");
        for (int i = 11; i > 0; i--) {
            text.append("chain c").append(i).append(" { jump c").append(i + 1).append("; }\n");
        }
        return text.append("chain deep { meta mark 7 jump c1; }").toString();
    }

    @ParameterizedTest
    @MethodSource
    void nftables(String policy, String rules, String before, Reach expected) throws Exception {
        load(input(policy, rules, before));
        check(expected);
    }

    private void check(Reach expected) throws Exception {
        Reach reach = reach();
        assertThat(reach).isEqualTo(expected);
        agrees(reach, connects(), "");
    }

    private static void agrees(Reach reach, boolean connects, String what) {
        if (reach == Reach.ALL) {
            assertThat(connects).as(what).isTrue();
        } else if (reach == Reach.HOST) {
            assertThat(connects).as(what).isFalse();
        }
    }

    @Test
    void severalTables() throws Exception {
        load(input("accept", "tcp dport 8080 accept", ""));
        load("table ip more { chain i { type filter hook input priority 10; policy drop\n}\n}\n");
        check(Reach.HOST);
        load("table ip more { chain i { tcp dport 8080 accept\n}\n}\n");
        check(Reach.ALL);
        load("table ip raw { chain p { type filter hook prerouting priority raw; tcp dport 8080 drop\n}\n}\n");
        check(Reach.HOST);
        load("add table ip raw { flags dormant\n}\n");
        check(Reach.ALL);
        load("table netdev n { chain g { type filter hook ingress device h0 priority 0; tcp dport 8080 drop\n}\n}\n");
        check(Reach.HOST);
    }

    @Test
    void aSocketOfOneAddress() throws Exception {
        load(input("drop", "ip daddr 10.99.0.1 tcp dport 8080 accept", ""));
        assertThat(reach(InetAddress.ofLiteral(HOST).getAddress(), cable)).isEqualTo(Reach.ALL);
        assertThat(reach(InetAddress.ofLiteral("10.99.0.7").getAddress(), cable))
                .isEqualTo(Reach.HOST);
        assertThat(connects()).isTrue();
        load("flush ruleset\n" + input("drop", "iifname h0 accept", ""));
        assertThat(reach(null, List.of("eth0"))).isEqualTo(Reach.SOME);
        assertThat(reach(null, List.of())).isEqualTo(Reach.SOME);
    }

    static Stream<Arguments> iptables() {
        return Stream.of(
                Arguments.of("-P INPUT DROP", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp --dport 8080 -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp ! --dport 8080 -j ACCEPT", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp --dport 8000:8090 -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -p udp --dport 8080 -j ACCEPT", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -s 10.99.0.0/24 -p tcp --dport 8080 -j ACCEPT", Reach.SOME),
                Arguments.of("-P INPUT DROP\n-A INPUT ! -s 192.0.2.0/24 -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -i lo -j ACCEPT", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -i h+ -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT ! -i lo -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -i cali+ -j ACCEPT", Reach.SOME),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp -m multiport --dports 22,8000:8090 -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp -m multiport ! --dports 22,80 -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT", Reach.HOST),
                Arguments.of(
                        "-P INPUT DROP\n-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -m conntrack --ctstate NEW -j ACCEPT", Reach.ALL),
                Arguments.of("-A INPUT -m conntrack ! --ctstate ESTABLISHED,RELATED,DNAT -j DROP", Reach.HOST),
                Arguments.of("-A INPUT -m state --state NEW -p tcp --dport 8080 -j REJECT", Reach.HOST),
                Arguments.of(
                        "-N KUBE-FIREWALL\n-A INPUT -j KUBE-FIREWALL\n-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8"
                                + " -m comment --comment x -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP",
                        Reach.ALL),
                Arguments.of("-P INPUT DROP\n-N WEB\n-A INPUT -j WEB\n-A WEB -p tcp --dport 8080 -j ACCEPT", Reach.ALL),
                Arguments.of("-N WEB\n-A INPUT -g WEB\n-A WEB -p udp -j ACCEPT\n-A INPUT -j DROP", Reach.ALL),
                Arguments.of("-N WEB\n-A INPUT -j WEB\n-A WEB -p tcp -j RETURN\n-A WEB -j DROP", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -m mark --mark 0x1/0x1 -j ACCEPT", Reach.UNKNOWN),
                Arguments.of("-A INPUT -m mark --mark 0x1/0x1 -j ACCEPT", Reach.ALL),
                Arguments.of("-A INPUT -p icmp -j DROP\n-A INPUT -p tcp -m limit --limit 9/s -j LOG", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT", Reach.ALL),
                Arguments.of("-A INPUT -m addrtype ! --dst-type LOCAL -j DROP", Reach.ALL),
                Arguments.of("-A INPUT -p tcp --syn --dport 8080 -j DROP", Reach.HOST),
                Arguments.of("-A INPUT -p tcp ! --syn -m conntrack --ctstate NEW -j DROP", Reach.ALL),
                Arguments.of(
                        "-P INPUT DROP\n-A INPUT -m iprange --src-range 10.99.0.1-10.99.0.9 -j ACCEPT", Reach.SOME),
                Arguments.of("-A INPUT -f -j DROP", Reach.ALL),
                Arguments.of("-A INPUT -d 10.99.0.1 -p tcp -j DROP", Reach.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("iptables")
    void iptablesOnTopOfNftables(String rules, Reach expected) throws Exception {
        assumeTrue(Network.has("iptables-nft-restore"), "needs iptables-nft-restore (package iptables)");
        host.run("*filter\n" + rules + "\nCOMMIT\n", "iptables-nft-restore", "--noflush");
        check(expected);
    }

    @ParameterizedTest
    @MethodSource("iptables")
    void oldIptables(String rules, Reach expected) throws Exception {
        assumeTrue(Network.has("iptables-legacy-restore"), "needs iptables-legacy-restore (package iptables)");
        host.run(legacy(rules + "\n"), "iptables-legacy-restore");
        check(expected);
    }

    static Stream<Arguments> sets() {
        return Stream.of(
                Arguments.of("-P INPUT DROP\n-A INPUT -m set --match-set peers src -j ACCEPT", Reach.SOME, true),
                Arguments.of("-P INPUT DROP\n-A INPUT -m set --match-set nobody src -j ACCEPT", Reach.HOST, false),
                Arguments.of("-A INPUT -m set --match-set peers src -j DROP", Reach.ALL, false),
                Arguments.of("-A INPUT -m set ! --match-set peers src -j DROP", Reach.SOME, true),
                Arguments.of("-A INPUT -m set ! --match-set nobody src -j DROP", Reach.HOST, false),
                Arguments.of("-A INPUT -p tcp -m set --match-set web dst -j DROP", Reach.HOST, false),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp -m set --match-set web dst -j ACCEPT", Reach.ALL, true),
                Arguments.of("-P INPUT DROP\n-A INPUT -m set --match-set all src -j ACCEPT", Reach.UNKNOWN, true),
                Arguments.of(
                        "-P INPUT DROP\n-A INPUT -p tcp -m set --match-set pairs src,dst -j ACCEPT", Reach.SOME, true),
                Arguments.of(
                        "-P INPUT DROP\n-A INPUT -m set --match-set peers src --packets-gt 9 -j ACCEPT",
                        Reach.UNKNOWN,
                        true));
    }

    private boolean makeSets() throws Exception {
        return host.in(() -> {
            if (!Made.sets()) {
                return false;
            }
            Made.set("peers", "hash:ip", 0, 2);
            Made.member("peers", Made.address(1, PEER));
            Made.set("nobody", "hash:ip", 0, 2);
            Made.set("web", "bitmap:port", 0, 0, Made.port(4, 0), Made.port(5, 9999));
            Made.member("web", Made.port(4, PORT));
            Made.set("all", "hash:net", 2, 2);
            Made.member("all", Made.prefix("0.0.0.0", 1));
            Made.member("all", Made.prefix("128.0.0.0", 1));
            Made.set("pairs", "hash:net,port", 2, 2);
            Made.member("pairs", Made.prefix("10.99.0.0", 24), Made.protocol(6), Made.port(4, PORT));
            return true;
        });
    }

    /** @param connects whether the peer, which is in sets, does */
    @ParameterizedTest
    @MethodSource("sets")
    void setsOfIpset(String rules, Reach expected, boolean connects) throws Exception {
        assumeTrue(sets, "needs a kernel with sets of ipset");
        assumeTrue(Network.has("iptables-nft-restore"), "needs iptables-nft-restore (package iptables)");
        host.run("*filter\n" + rules + "\nCOMMIT\n", "iptables-nft-restore", "--noflush");
        assertThat(reach()).isEqualTo(expected);
        assertThat(connects()).isEqualTo(connects);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void setsOfIpsetInOldIptables(String rules, Reach expected, boolean connects) throws Exception {
        assumeTrue(sets, "needs a kernel with sets of ipset");
        assumeTrue(Network.has("iptables-legacy-restore"), "needs iptables-legacy-restore (package iptables)");
        host.run(legacy(rules + "\n"), "iptables-legacy-restore");
        assertThat(reach()).isEqualTo(expected);
        assertThat(connects()).isEqualTo(connects);
    }

    static Stream<Arguments> iptablesOfIpv6() {
        return Stream.of(
                Arguments.of("-P INPUT DROP", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -p tcp --dport 8080 -j ACCEPT", Reach.ALL),
                Arguments.of("-P INPUT DROP\n-A INPUT ! -p tcp -j ACCEPT", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -s fd99::/64 -j ACCEPT", Reach.SOME),
                Arguments.of("-P INPUT DROP\n-A INPUT -i lo -j ACCEPT", Reach.HOST),
                Arguments.of("-P INPUT DROP\n-A INPUT -i h0 -j ACCEPT", Reach.ALL),
                Arguments.of("-A INPUT -d ::1 -j DROP", Reach.ALL),
                Arguments.of("-N WEB\n-A INPUT -g WEB\n-A WEB -p udp -j ACCEPT\n-A INPUT -j DROP", Reach.ALL),
                Arguments.of("-A INPUT -p tcp -m multiport --dports 22,8000:8090 -j REJECT", Reach.HOST),
                Arguments.of("-A INPUT -p tcp -m conntrack --ctstate NEW -j DROP", Reach.HOST));
    }

    @ParameterizedTest
    @MethodSource
    void iptablesOfIpv6(String rules, Reach expected) throws Exception {
        assumeTrue(Network.has("ip6tables-legacy-restore"), "needs ip6tables-legacy-restore (package iptables)");
        host.run(legacy(rules + "\n"), "ip6tables-legacy-restore");
        Reach reach = host.in(() -> {
            try (Filters filters = Filters.ask(true, true, names("ip_tables_names"), names("ip6_tables_names"))
                    .filters()) {
                return Reach.of(
                        Objects.requireNonNull(filters), new Packet(true, Packet.TCP, PORT, null, null, false), cable);
            }
        });
        host.run(legacy(""), "ip6tables-legacy-restore");
        assertThat(reach).isEqualTo(expected);
    }

    /** What nft lists: chains with hook and policy, and how many rules there are. */
    @Test
    void asNftListsIt() throws Exception {
        load(input("drop", "iif lo accept\ntcp dport 22 accept comment \"ours\"\njump web", "chain web { counter; }"));
        load("table ip nat {\nchain post { type nat hook postrouting priority 100; policy accept;\nmasquerade\n}\n}\n");
        load("table ip kube-proxy {\nchain services {\ntcp dport 1 accept\ntcp dport 2 accept\n}\n}\n");
        load("""
                table ip mixed {
                chain KUBE-X {
                }
                chain in { type filter hook input priority 5; policy accept;
                jump KUBE-X
                tcp dport 9 drop comment "kubernetes x"
                tcp dport 9 drop
                }
                }
                """);
        List<String> listed = new ArrayList<>();
        String table = "";
        String chain = "";
        for (String line : host.run("", "nft", "list", "chains").lines().toList()) {
            String text = line.strip();
            if (text.startsWith("table ")) {
                table = text.substring("table ".length(), text.indexOf(" {"));
            } else if (text.startsWith("chain ")) {
                chain = text.substring("chain ".length(), text.indexOf(" {"));
                listed.add(table + " " + chain);
            } else if (text.startsWith("type ")) {
                String policy = text.substring(text.indexOf("policy ") + "policy ".length(), text.lastIndexOf(';'));
                String hook = text.substring(text.indexOf("hook ") + "hook ".length(), text.indexOf(" priority"));
                listed.set(listed.size() - 1, table + " " + chain + " " + hook + " " + policy);
            }
        }
        host.in(() -> {
            try (Filters filters = Filters.ask(true, true, List.of(), List.of()).filters()) {
                List<String> seen = new ArrayList<>();
                for (Chain each : Objects.requireNonNull(filters).chains()) {
                    String hook = each.base() ? " " + each.hookName() + (each.drops() ? " drop" : " accept") : "";
                    seen.add(each.shown() + hook);
                }
                assertThat(seen).containsExactlyInAnyOrderElementsOf(listed);
                // three and one of the filter, one of nat, one of the mixed chain
                assertThat(filters.nftRules().own()).isEqualTo(6);
                assertThat(filters.policies(Chain.INPUT, false))
                        .containsExactlyInAnyOrder("inet filter input: policy drop", "ip mixed in: policy accept");
                return seen;
            }
        });
    }

    private static final List<String> LINES = List.of(
            "tcp dport 8080 accept",
            "tcp dport 8080 drop",
            "tcp dport { 80, 8000-9000 } accept",
            "tcp dport != 22 reject",
            "ip saddr 10.99.0.2 drop",
            "ip saddr 10.99.0.2 accept",
            "ip saddr != 10.99.0.2 accept",
            "ip saddr != 10.99.0.2 drop",
            "ip saddr 10.99.0.0/16 tcp dport 8080 accept",
            "ip saddr { 192.0.2.0/24, 198.51.100.0/24 } drop",
            "iifname h0 accept",
            "iifname \"c*\" accept",
            "iifname != h0 drop",
            "ct state new jump one",
            "ct state established,related accept",
            "ct state invalid drop",
            "meta l4proto udp accept",
            "meta mark 3 accept",
            "meta mark 3 drop",
            "meta mark != 3 accept",
            "jump one",
            "goto two",
            "jump two",
            "return",
            "tcp dport vmap { 22 : accept, 8080 : jump two }",
            "ip saddr vmap { 10.99.0.2 : jump two, 192.0.2.1 : drop }",
            "tcp dport 8080 limit rate 99/second accept",
            "counter");

    /** Whatever the rules are: open to all connects, closed does not. Sources that rules name are the peer here. */
    @Test
    void noRulesAreMisunderstood() throws Exception {
        Random random = new Random(20);
        int known = 0;
        for (int i = 0; i < 150; i++) {
            String text = input(
                    random.nextBoolean() ? "drop" : "accept",
                    lines(random, LINES, 5),
                    "chain two {\n" + lines(random, plain(), 3) + "\n}\nchain one {\n" + lines(random, plain(), 3)
                            + "\n}");
            load("flush ruleset\n" + text);
            Reach reach = reach();
            boolean connects = connects();
            known += reach == Reach.UNKNOWN ? 0 : 1;
            // the peer may be the one that a rule keeps out of what is open to all others
            if (reach == Reach.HOST || reach == Reach.ALL && !text.contains("10.99.0.2")) {
                agrees(reach, connects, text);
            }
            if (connects) {
                assertThat(reach).as(text).isNotEqualTo(Reach.HOST);
            }
        }
        assertThat(known).isGreaterThan(100);
    }

    private static List<String> plain() {
        List<String> plain = new ArrayList<>();
        for (String line : LINES) {
            if (!line.contains("jump") && !line.contains("goto")) {
                plain.add(line);
            }
        }
        return plain;
    }

    private static String lines(Random random, List<String> from, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(from.get(random.nextInt(from.size()))).append('\n');
        }
        return text.toString();
    }
}
