package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ManagerSettings;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the host's logs are kept and whereto they go, type Logging. */
public final class Logging {

    private static final List<String> FORWARDERS = List.of(
            "fluent-bit",
            "fluentd",
            "td-agent-bit",
            "vector",
            "promtail",
            "alloy",
            "grafana-agent",
            "filebeat",
            "journalbeat",
            "otelcol",
            "otelcol-contrib",
            "splunkd",
            "nxlog",
            "systemd-journal-upload",
            "journal-upload",
            "amazon-cloudwatch-agent",
            "google_cloud_ops_agent_engine",
            "azuremonitoragent");

    private static final List<String> JOURNAL =
            List.of("/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald");
    private static final List<String> RSYSLOG = List.of("rsyslog.service", "syslog.service");
    private static final String KEPT = "/var/log/journal";
    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 5000;
    private static final int FILES = 500;

    private final HostRoot root;
    private final Lookup lookup;
    private final List<String> sends = new ArrayList<>();
    private final List<String> receives = new ArrayList<>();
    private final List<Read.Failed<?>> hidden = new ArrayList<>();
    private int files;
    private Known mode = new Known("0644", "default (rsyslog)");

    private Logging(HostRoot root) {
        this.root = root;
        this.lookup = new Lookup(root);
    }

    public static Group read(HostRoot root, UnitStates units, ProcessTable processes) {
        return new Logging(root).facts(units, new Running(processes));
    }

    private Group facts(UnitStates units, Running running) {
        ManagerSettings journald = ManagerSettings.read(root, "journald.conf");
        Node storage = journald.of("Journal", "Storage", "auto", "systemd-journald");
        rsyslog("/etc/rsyslog.conf");
        Node syslog = Lookup.enabled(units, RSYSLOG);
        Unknown gap = hidden.isEmpty() ? null : hidden.getFirst().unknown();
        boolean off = syslog instanceof Known known && known.value().equals(false);
        return Group.builder()
                .put("journal", lookup.present(JOURNAL))
                .put("journal_persistent", persistent(storage))
                .put("journal_compressed", yes(journald.of("Journal", "Compress", "yes", "systemd-journald")))
                .put("rsyslog", syslog)
                .put("rsyslog_mode", gap == null ? mode : gap)
                .put("rsyslog_receives", gap == null ? new Known(receives, "/etc/rsyslog.conf") : gap)
                .put("forwarders", forwarders(running, off))
                .put("open_files", open())
                .build();
    }

    private static Node yes(Node node) {
        if (!(node instanceof Known known)) {
            return node;
        }
        String text = known.value().toString().toLowerCase(Locale.ROOT);
        // a number is a threshold in bytes
        return known.with(!text.equals("no") && !text.equals("false") && !text.equals("off") && !text.equals("0"));
    }

    /** Of {@code auto} the directory decides (journald.conf(5)). */
    private Node persistent(Node storage) {
        if (!(storage instanceof Known known)) {
            return storage;
        }
        String value = known.value().toString();
        if (!value.equals("auto")) {
            return known.with(value.equals("persistent"));
        }
        Read<Stat> stat = root.stat(KEPT);
        return stat instanceof Read.Failed<Stat> failed
                ? failed.unknown()
                : new Known(stat instanceof Read.Found<Stat>, KEPT + " with Storage=auto (" + known.source() + ")");
    }

    /** Programs that take logs elsewhere, in pods too, and rsyslog's lines that do. */
    private Node forwarders(Running running, boolean syslogOff) {
        List<String> found = new ArrayList<>();
        for (String program : FORWARDERS) {
            HostProcess process = running.of(List.of(program), true);
            if (process != null) {
                found.add(program + " (pid " + process.pid() + ")");
            }
        }
        if (!syslogOff) {
            found.addAll(sends);
        }
        Unknown gap = running.gap();
        if (found.isEmpty() && gap != null) {
            return gap;
        }
        return found.isEmpty() && !hidden.isEmpty() && !syslogOff
                ? hidden.getFirst().unknown()
                : new Known(found, "/proc and /etc/rsyslog.conf");
    }

    private void rsyslog(String path) {
        if (++files > FILES) {
            hidden.add(new Read.Failed<>(path, "is one file too many"));
            return;
        }
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            hidden.add(failed);
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return;
        }
        for (Lines.Line line : Lines.of(text)) {
            String lower = line.text().replace(" ", "").toLowerCase(Locale.ROOT);
            String place = path + ":" + line.number();
            List<String> words = Lines.words(line.text());
            String first = words.getFirst().toLowerCase(Locale.ROOT);
            if (first.equals("$includeconfig") && words.size() > 1) {
                include(words.get(1));
            } else if (lower.startsWith("include(") && lower.contains("file=\"")) {
                int from = line.text().indexOf('"');
                int to = line.text().indexOf('"', from + 1);
                include(to < 0 ? "" : line.text().substring(from + 1, to));
            } else if (first.equals("$filecreatemode") && words.size() > 1) {
                mode(words.get(1), place);
            } else if (lower.contains("filecreatemode=\"")) {
                int from = lower.indexOf("filecreatemode=\"") + "filecreatemode=\"".length();
                int to = lower.indexOf('"', from);
                mode(to < 0 ? "" : lower.substring(from, to), place);
            } else if (remote(words, lower)) {
                sends.add(place);
            }
            if (listens(lower)) {
                receives.add(place);
            }
        }
    }

    private void include(String pattern) {
        if (!pattern.startsWith("/") || files > FILES) {
            return;
        }
        Globs globs = new Globs(root);
        for (String each : globs.find(pattern)) {
            rsyslog(each);
        }
        hidden.addAll(globs.hidden());
    }

    private void mode(String text, String place) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7 || i > 4) {
                return;
            }
            value = value * 8 + digit;
        }
        mode = new Known(Integer.toOctalString(0x1000 | (value & 07777)).substring(1), place);
    }

    /** {@code *.* @host}, {@code action(type="omfwd" …)} and the outputs to other stores. */
    private static boolean remote(List<String> words, String lower) {
        if (lower.contains("type=\"omfwd\"")
                || lower.contains("type=\"omrelp\"")
                || lower.contains("type=\"omkafka\"")) {
            return true;
        }
        if (lower.contains("type=\"omelasticsearch\"") || lower.contains("type=\"omhttp\"")) {
            return true;
        }
        return words.size() == 2
                && words.get(1).startsWith("@")
                && words.getFirst().indexOf('.') > 0;
    }

    private static boolean listens(String lower) {
        if (lower.startsWith("$udpserverrun") || lower.startsWith("$inputtcpserverrun")) {
            return true;
        }
        return lower.startsWith("input(")
                && (lower.contains("imudp") || lower.contains("imtcp") || lower.contains("imrelp"));
    }

    /** Files and directories right in /var/log that everybody may write. */
    private Node open() {
        String directory = "/var/log";
        List<String> open = new ArrayList<>();
        Read<List<String>> listed = root.list(directory, ENTRIES);
        if (listed instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                String path = directory + "/" + name;
                if (root.lstat(path) instanceof Read.Found<Stat>(Stat stat)
                        && stat.type() != Stat.Type.SYMLINK
                        && (stat.mode() & 2) != 0
                        && (stat.mode() & 01000) == 0) {
                    open.add(path + " (" + stat.octal() + ")");
                }
            }
        }
        return new Known(open, directory);
    }
}
