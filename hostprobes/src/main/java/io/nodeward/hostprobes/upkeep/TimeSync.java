package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ManagerSettings;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What keeps the clock right, type TimeSync: the daemons that start or run, where they get the time, and whom they give it. */
public final class TimeSync {

    private static final int LIMIT = 256 << 10;
    private static final int FILES = 500;
    private static final Set<String> SOURCES = Set.of("server", "pool", "peer", "refclock", "servers", "sensor");

    /** Name, programs, configurations, units; a list ends at a dash. */
    private static final String[] DAEMONS = {
        "chrony chronyd - /etc/chrony/chrony.conf /etc/chrony.conf - chrony.service chronyd.service chronyd-restricted.service",
        "ntp ntpd - /etc/ntpsec/ntp.conf /etc/ntp.conf - ntp.service ntpd.service ntpsec.service ntp-server.service",
        "openntpd openntpd - /etc/openntpd/ntpd.conf - openntpd.service",
        "timesyncd systemd-timesyncd - - systemd-timesyncd.service",
        "ptp ptp4l phc2sys - - ptp4l.service phc2sys.service"
    };

    private final HostRoot root;
    private final Lookup lookup;
    private final Accounts accounts;
    private final UnitStates units;
    private final Running running;
    private final List<String> serves = new ArrayList<>();
    private Read.Failed<?> unread = new Read.Failed<>("", "");
    private int files;

    private TimeSync(HostRoot root, Accounts accounts, UnitStates units, ProcessTable processes) {
        this.root = root;
        this.lookup = new Lookup(root);
        this.accounts = accounts;
        this.units = units;
        this.running = new Running(processes);
    }

    public static Group read(HostRoot root, Accounts accounts, UnitStates units, ProcessTable processes) {
        TimeSync time = new TimeSync(root, accounts, units, processes);
        List<Many.Item> items = new ArrayList<>();
        for (String row : DAEMONS) {
            Many.Item item = time.daemon(row);
            if (item.node() instanceof Group) {
                items.add(item);
            }
        }
        return Group.builder()
                .put("daemons", new Many(items, "units and /proc"))
                .build();
    }

    private Many.Item daemon(String row) {
        List<List<String>> lists = new ArrayList<>();
        List<String> words = Lines.words(row);
        List<String> list = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            if (word.equals("-")) {
                lists.add(list);
                list = new ArrayList<>();
            } else {
                list.add(word);
            }
        }
        String name = words.getFirst();
        Node enabled = Lookup.enabled(units, list);
        Node runs = running.fact(lists.getFirst(), false);
        boolean off = off(enabled) && (off(runs) || !installed(list));
        if (off) {
            return new Many.Item(name, enabled);
        }
        unread = new Read.Failed<>("", "");
        serves.clear();
        List<String> servers = new ArrayList<>();
        String source = name;
        for (String path : lists.get(1)) {
            if (lookup.has(path)) {
                source = path;
                config(path, servers);
                break;
            }
        }
        HostProcess process = running.of(lists.getFirst(), false);
        return new Many.Item(
                name,
                Group.builder()
                        .put("name", name, source)
                        .put("enabled", enabled)
                        .put("running", runs)
                        .put("user", user(process))
                        .put("servers", name.equals("timesyncd") ? timesyncd() : known(servers, source))
                        .put("serves", known(List.copyOf(serves), source))
                        .build());
    }

    private static boolean off(Node node) {
        return node instanceof Known known && known.value().equals(false);
    }

    private boolean installed(List<String> names) {
        for (String name : names) {
            if (units.installed(name)) {
                return true;
            }
        }
        return false;
    }

    private Node known(List<String> values, String source) {
        return unread.path().isEmpty() ? new Known(values, source) : unread.unknown();
    }

    private Node user(@Nullable HostProcess process) {
        if (process == null) {
            Unknown gap = running.gap();
            return gap == null ? new Unknown("does not run", "/proc", true) : gap;
        }
        Read<Integer> uid = process.uid();
        return uid instanceof Read.Found<Integer>(Integer number)
                ? new Known(accounts.user(number), process.path("status"))
                : new Unknown("tells no user", process.path("status"));
    }

    /** Where nothing is configured, the servers that systemd was built with are asked. */
    private Node timesyncd() {
        ManagerSettings settings = ManagerSettings.read(root, "timesyncd.conf");
        Node named = settings.of("Time", "NTP", "", "systemd-timesyncd");
        if (!(named instanceof Known known) || !known.value().equals("")) {
            return words(named);
        }
        return words(settings.of("Time", "FallbackNTP", "servers-of-the-distribution", "systemd-timesyncd"));
    }

    private static Node words(Node node) {
        return node instanceof Known known
                ? known.with(Lines.words(known.value().toString()))
                : node;
    }

    private void config(String path, List<String> servers) {
        if (++files > FILES) {
            unread = new Read.Failed<>(path, "is one file too many");
            return;
        }
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            unread = failed;
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return;
        }
        for (Lines.Line line : Lines.of(text)) {
            List<String> words = Lines.words(line.text());
            String key = words.getFirst();
            if ("!;%".indexOf(key.charAt(0)) >= 0) {
                continue;
            }
            if (SOURCES.contains(key) && words.size() > 1 && servers.size() < 100) {
                servers.add(words.get(1));
            } else if (key.equals("allow") || (key.equals("cmdallow") && !loopback(words))) {
                serves.add(path + ":" + line.number());
            } else if (words.size() > 1 && files <= FILES) {
                further(key, words, servers);
            }
        }
    }

    private static boolean loopback(List<String> words) {
        return words.size() > 1
                && (words.get(1).startsWith("127.") || words.get(1).startsWith("::1"));
    }

    private void further(String key, List<String> words, List<String> servers) {
        List<Read.Failed<?>> hidden = new ArrayList<>();
        switch (key) {
            case "confdir", "sourcedir" -> {
                for (String directory : words.subList(1, words.size())) {
                    for (String each : lookup.in(directory, key.equals("confdir") ? ".conf" : ".sources", hidden)) {
                        config(each, servers);
                    }
                }
            }
            case "include" -> {
                Globs globs = new Globs(root);
                for (String each : globs.find(words.get(1))) {
                    config(each, servers);
                }
                hidden.addAll(globs.hidden());
            }
            default -> {}
        }
        if (!hidden.isEmpty()) {
            unread = hidden.getFirst();
        }
    }
}
