package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What loads rules at boot: nftables.service, netfilter-persistent, iptables.service of Red Hat, ufw, firewalld, each with
 * what its files say. Rules that no file holds are gone after a reboot.
 */
final class Loaders {

    private static final int LIMIT = 4 << 20;
    private static final String[] NFT_FILES = {"/etc/nftables.conf", "/etc/sysconfig/nftables.conf"};
    private static final String[] PERSISTENT = {"/etc/iptables/rules.v4", "/etc/iptables/rules.v6"};
    private static final String[] RED_HAT = {"/etc/sysconfig/iptables", "/etc/sysconfig/ip6tables"};
    private static final String UFW = "/etc/ufw/ufw.conf";
    private static final String UFW_DEFAULTS = "/etc/default/ufw";
    private static final String FIREWALLD = "/etc/firewalld/firewalld.conf";
    private static final String[] OTHERS = {
        "ferm.service", "shorewall.service", "shorewall6.service", "csf.service", "arno-iptables-firewall.service"
    };

    private final HostRoot root;
    private final UnitStates units;
    private final List<String> files = new ArrayList<>();
    private final List<Many.Item> items = new ArrayList<>();

    Loaders(HostRoot root, UnitStates units) {
        this.root = root;
        this.units = units;
    }

    void put(Group.Builder facts, FileFacts fileFacts) {
        nftables();
        saved(
                "netfilter-persistent",
                List.of("netfilter-persistent.service", "iptables-persistent.service"),
                PERSISTENT);
        saved("iptables", List.of("iptables.service", "ip6tables.service"), RED_HAT);
        ufw();
        firewalld();
        for (String unit : OTHERS) {
            String link = units.enabled(unit);
            if (link != null) {
                items.add(item(
                        unit.substring(0, unit.indexOf('.')),
                        new Known(true, link),
                        beyond(link),
                        beyond(link),
                        beyond(link),
                        beyond(link),
                        beyond(link)));
            }
        }
        Read.Failed<?> hidden = units.hidden();
        if (hidden != null) {
            items.add(new Many.Item(hidden.path(), hidden.unknown()));
        }
        facts.put("loaders", new Many(items, "units and files of firewalls"));
        facts.put("files", fileFacts.list(files, "files of firewalls"));
    }

    private static Unknown beyond(String source) {
        return new Unknown("is of a firewall whose files are not read", source);
    }

    /** Type FirewallLoader. */
    private static Many.Item item(
            String name, Node loads, Node rules, Node flushes, Node input, Node forward, Node ipv6) {
        return new Many.Item(
                name,
                Group.builder()
                        .put("name", name, name)
                        .put("loads", loads)
                        .put("rules", rules)
                        .put("flushes", flushes)
                        .put("input", input)
                        .put("forward", forward)
                        .put("ipv6", ipv6)
                        .build());
    }

    /** The unit that starts by itself, or the first one that there is; null when there is none. */
    private @Nullable Known enabled(List<String> names) {
        String first = null;
        for (String name : names) {
            String link = units.enabled(name);
            if (link != null) {
                return new Known(true, link);
            }
            String file = units.file(name);
            first = first == null ? file : first;
        }
        return first == null ? null : new Known(false, first);
    }

    private void nftables() {
        Known enabled = enabled(List.of("nftables.service"));
        if (enabled == null) {
            return;
        }
        for (String path : NFT_FILES) {
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Read.Failed<String> failed) {
                Unknown unknown = failed.unknown();
                items.add(item("nftables", enabled, unknown, unknown, unknown, unknown, unknown));
                files.add(path);
                return;
            }
            if (read instanceof Read.Found<String>(String text)) {
                files.add(path);
                nftables(enabled, path, text);
                return;
            }
        }
        Known none = new Known(false, NFT_FILES[0]);
        Known empty = new Known("", NFT_FILES[0]);
        items.add(item("nftables", enabled, none, none, empty, empty, none));
    }

    private void nftables(Known enabled, String path, String text) {
        boolean flushes = false;
        boolean chains = false;
        boolean includes = false;
        boolean six = false;
        String hook = "";
        String input = "";
        String forward = "";
        for (Lines.Line line : Lines.of(text)) {
            String words = " " + line.text().replace(';', ' ').replace('{', ' ').replace('}', ' ') + " ";
            flushes |= words.contains(" flush ruleset ");
            chains |= words.contains(" chain ");
            includes |= line.text().startsWith("include ");
            six |= words.contains(" table inet ") || words.contains(" table ip6 ");
            hook = words.contains(" chain ") ? "" : hook;
            hook = words.contains(" hook input ") ? "input" : words.contains(" hook forward ") ? "forward" : hook;
            String policy = words.contains(" hook ") || words.contains(" policy ")
                    ? words.contains(" policy drop ") ? "drop" : "accept"
                    : "";
            if (hook.equals("input") && !policy.isEmpty()) {
                input = input.equals("drop") ? input : policy;
            } else if (hook.equals("forward") && !policy.isEmpty()) {
                forward = forward.equals("drop") ? forward : policy;
            }
        }
        Unknown more = new Unknown("includes other files, which are not read", path);
        items.add(item(
                "nftables",
                enabled,
                chains || !includes ? new Known(chains, path) : more,
                new Known(flushes, path),
                input.equals("drop") || !includes ? new Known(input, path) : more,
                forward.equals("drop") || !includes ? new Known(forward, path) : more,
                six || !includes ? new Known(six, path) : more));
    }

    /** What iptables-save wrote: tables behind an asterisk, chains with their policies behind a colon. */
    private void saved(String name, List<String> unit, String[] paths) {
        Known enabled = enabled(unit);
        if (enabled == null) {
            return;
        }
        boolean rules = false;
        boolean six = false;
        String input = "";
        String forward = "";
        for (int i = 0; i < paths.length; i++) {
            Read<String> read = root.text(paths[i], LIMIT);
            if (read instanceof Read.Failed<String> failed) {
                Unknown unknown = failed.unknown();
                items.add(item(name, enabled, unknown, unknown, unknown, unknown, unknown));
                files.add(paths[i]);
                return;
            }
            if (!(read instanceof Read.Found<String>(String text))) {
                continue;
            }
            files.add(paths[i]);
            boolean filter = false;
            for (Lines.Line line : Lines.of(text)) {
                String words = line.text();
                filter = words.startsWith("*") ? words.equals("*filter") : filter;
                rules |= words.startsWith("-A ");
                six |= i == 1;
                if (i == 0 && filter && words.startsWith(":INPUT ")) {
                    input = Lines.words(words).get(1).toLowerCase(Locale.ROOT);
                } else if (i == 0 && filter && words.startsWith(":FORWARD ")) {
                    forward = Lines.words(words).get(1).toLowerCase(Locale.ROOT);
                }
            }
        }
        items.add(item(
                name,
                enabled,
                new Known(rules || input.equals("drop"), paths[0]),
                new Known(rules, paths[0]),
                new Known(input, paths[0]),
                new Known(forward, paths[0]),
                new Known(six, paths[1])));
    }

    private void ufw() {
        Known enabled = enabled(List.of("ufw.service"));
        if (enabled == null) {
            return;
        }
        Node on = setting(UFW, "ENABLED", "no");
        Node input = setting(UFW_DEFAULTS, "DEFAULT_INPUT_POLICY", "drop");
        Node forward = setting(UFW_DEFAULTS, "DEFAULT_FORWARD_POLICY", "drop");
        Node six = setting(UFW_DEFAULTS, "IPV6", "no");
        files.add(UFW);
        files.add(UFW_DEFAULTS);
        for (String name : new String[] {"before.rules", "user.rules", "after.rules"}) {
            if (root.stat("/etc/ufw/" + name) instanceof Read.Found<Stat>) {
                files.add("/etc/ufw/" + name);
            }
        }
        items.add(item("ufw", enabled, is(on, "yes"), new Known(false, UFW), input, forward, is(six, "yes")));
    }

    private static Node is(Node node, String value) {
        return node instanceof Known known ? known.with(known.value().equals(value)) : node;
    }

    private void firewalld() {
        Known enabled = enabled(List.of("firewalld.service"));
        if (enabled == null) {
            return;
        }
        Node zone = setting(FIREWALLD, "DefaultZone", "public");
        if (root.stat(FIREWALLD) instanceof Read.Found<Stat>) {
            files.add(FIREWALLD);
        }
        Node input = zone;
        if (zone instanceof Known known) {
            input = target(known.value().toString(), known);
        }
        items.add(item(
                "firewalld",
                enabled,
                new Known(true, FIREWALLD),
                new Known(false, FIREWALLD),
                input,
                input,
                new Known(true, FIREWALLD)));
    }

    /** The target of a zone, firewalld.zone(5): without one, what no rule takes is rejected. */
    private Node target(String zone, Known known) {
        if (zone.indexOf('/') >= 0) {
            return new Unknown("names no zone", known.source());
        }
        for (String directory : new String[] {"/etc/firewalld/zones/", "/usr/lib/firewalld/zones/"}) {
            String path = directory + zone + ".xml";
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Read.Failed<String> failed) {
                return failed.unknown();
            }
            if (read instanceof Read.Found<String>(String text)) {
                int at = text.indexOf("<zone");
                int end = at < 0 ? -1 : text.indexOf('>', at);
                String head = end < 0 ? "" : text.substring(at, end);
                return new Known(
                        head.contains("target=\"ACCEPT\"") ? "accept" : head.contains("\"DROP\"") ? "drop" : "reject",
                        path);
            }
        }
        return zone.equals("trusted") ? known.with("accept") : known.with("reject");
    }

    /** {@code NAME=value}, quoted or not, in lower case but for names of zones, which have none. */
    private Node setting(String path, String name, String standard) {
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        Node found = new Known(standard, path + " (default)");
        if (read instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                if (line.text().startsWith(name + "=")) {
                    String value = line.text().substring(name.length() + 1).strip();
                    boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"));
                    value = quoted ? value.substring(1, value.length() - 1) : value;
                    found = new Known(
                            path.equals(FIREWALLD) ? value : value.toLowerCase(Locale.ROOT),
                            path + ":" + line.number());
                }
            }
        }
        return found;
    }
}
