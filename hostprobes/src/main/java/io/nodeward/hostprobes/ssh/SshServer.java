package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host's SSH server, type SshServer. Its settings are those of the unit's command line and of sshd_config as sshd reads
 * them anew at its next start; a running server may still have older ones. Crypto-policies of Red Hat come in through either.
 */
public final class SshServer {

    private static final String MAIN = "/etc/ssh/sshd_config";

    /** Where a distribution keeps its own file for hosts that have none. */
    private static final String VENDOR = "/usr/etc/ssh/sshd_config";

    /** Keyword, default, and older names of it. */
    private static final String[][] WORDS = {
        {"permitrootlogin", "prohibit-password"},
        {"passwordauthentication", "yes"},
        {"kbdinteractiveauthentication", "yes", "challengeresponseauthentication", "skeyauthentication"},
        {"permitemptypasswords", "no"},
        {"pubkeyauthentication", "yes", "dsaauthentication"},
        {"hostbasedauthentication", "no"},
        {"ignorerhosts", "yes"},
        {"permituserenvironment", "no"},
        {"x11forwarding", "no"},
        {"allowtcpforwarding", "yes"},
        {"allowagentforwarding", "yes"},
        {"allowstreamlocalforwarding", "yes"},
        {"gatewayports", "no"},
        {"permittunnel", "no"},
        {"disableforwarding", "no"},
        {"strictmodes", "yes"},
        {"usepam", "no"},
        {"loglevel", "info"},
        {"gssapiauthentication", "no"},
        {"kerberosauthentication", "no"},
        {"compression", "yes"},
        {"printlastlog", "yes"},
        {"permituserrc", "yes"},
        {"banner", "none"},
        {"authorizedkeyscommand", "none"}
    };

    private static final String[][] NUMBERS = {
        {"maxauthtries", "6"},
        {"maxsessions", "10"},
        {"clientalivecountmax", "3"},
        {"requiredrsasize", "1024"}
    };

    private static final String[][] TIMES = {{"logingracetime", "120"}, {"clientaliveinterval", "0"}};

    private static final List<String> STANDARD_KEYS = List.of(
            "/etc/ssh/ssh_host_rsa_key",
            "/etc/ssh/ssh_host_dsa_key",
            "/etc/ssh/ssh_host_ecdsa_key",
            "/etc/ssh/ssh_host_ed25519_key");

    private final HostRoot root;
    private final FileFacts files;
    private final Accounts accounts;
    private final Group.Builder facts = Group.builder();

    private SshServer(HostRoot root, FileFacts files, Accounts accounts) {
        this.root = root;
        this.files = files;
        this.accounts = accounts;
    }

    public static Group read(
            HostRoot root, FileFacts files, Accounts accounts, UnitStates states, ProcessTable processes) {
        return new SshServer(root, files, accounts).facts(states, processes);
    }

    private Group facts(UnitStates states, ProcessTable processes) {
        SshStart start = new SshStart(root);
        Read<String> program = start.program();
        if (program instanceof Read.Absent<String>(String path)) {
            facts.put("installed", false, path).put("active", false, path);
            nothing(new Unknown("there is no SSH server", path, true));
            return facts.build();
        }
        if (program instanceof Read.Failed<String> failed) {
            facts.put("installed", failed.unknown()).put("active", failed.unknown());
            nothing(failed.unknown());
            return facts.build();
        }
        String path = ((Read.Found<String>) program).value();
        facts.put("installed", true, path)
                .put("active", SshStart.either(start.enabled(states), start.running(processes)));
        SshdLines lines = new SshdLines(root);
        String standard = root.stat(MAIN) instanceof Read.Absent<Stat> && root.stat(VENDOR) instanceof Read.Found<Stat>
                ? VENDOR
                : MAIN;
        lines.file(start.command(lines, standard));
        settings(new SshdSettings(lines.lines()), lines.files(), SshdVersion.of(root, path));
        return facts.build();
    }

    private void settings(SshdSettings settings, List<String> read, SshdVersion version) {
        facts.put("version", version.fact()).put("files", files.list(read, MAIN));
        String who = "default (OpenSSH)";
        for (String[] row : WORDS) {
            facts.put(row[0], settings.of(names(row), new Known(row[1], who), reader(row[0])));
        }
        for (String[] row : NUMBERS) {
            facts.put(row[0], settings.of(names(row), new Known(Lines.number(row[1]), who), SshdSettings::number));
        }
        for (String[] row : TIMES) {
            facts.put(row[0], settings.of(names(row), new Known(Lines.number(row[1]), who), SshdSettings::seconds));
        }
        facts.put("maxstartups", settings.of(List.of("maxstartups"), new Known(100L, who), SshServer::startups));
        list(settings, "ciphers", Algorithms.ciphers(version), List.of("ciphers"));
        list(settings, "macs", Algorithms.macs(version), List.of("macs"));
        list(settings, "kexalgorithms", Algorithms.keyExchanges(version), List.of("kexalgorithms"));
        Node signatures = Algorithms.signatures(version);
        list(settings, "hostkeyalgorithms", signatures, List.of("hostkeyalgorithms"));
        list(
                settings,
                "pubkeyacceptedalgorithms",
                signatures,
                List.of("pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"));
        facts.put("access", access(settings));
        SshKeys keys = new SshKeys(root, files);
        facts.put("host_keys", hostKeys(settings, keys));
        facts.put("authorized_keys", authorized(settings, keys));
    }

    private static SshdSettings.Reader reader(String field) {
        return switch (field) {
            case "banner", "authorizedkeyscommand" -> SshdSettings::text;
            case "permitrootlogin" -> SshServer::rootLogin;
            case "compression" -> SshServer::compression;
            default -> SshdSettings::word;
        };
    }

    private static @Nullable Object rootLogin(List<String> arguments) {
        Object word = SshdSettings.word(arguments);
        return "without-password".equals(word) ? "prohibit-password" : word;
    }

    private static @Nullable Object compression(List<String> arguments) {
        Object word = SshdSettings.word(arguments);
        return "delayed".equals(word) ? "yes" : word;
    }

    /** The most connections that have not logged in: of {@code start:rate:full} the last. */
    private static @Nullable Object startups(List<String> arguments) {
        List<String> parts = arguments.size() == 1 ? Lines.cut(arguments.getFirst(), ":") : List.of();
        long value = parts.size() == 1 || parts.size() == 3 ? Lines.number(parts.getLast()) : -1;
        return value < 0 ? null : value;
    }

    private void list(SshdSettings settings, String field, Node standard, List<String> names) {
        facts.put(field, settings.of(names, standard, Algorithms.reader(standard)));
    }

    private static List<String> names(String[] row) {
        List<String> names = new ArrayList<>();
        names.add(row[0]);
        for (int i = 2; i < row.length; i++) {
            names.add(row[i]);
        }
        return names;
    }

    /** Who may log in at all; empty when everybody may. */
    private static Node access(SshdSettings settings) {
        List<String> limits = new ArrayList<>();
        String source = MAIN;
        for (SshdLines.Line line : settings.all(List.of("allowusers", "allowgroups"))) {
            if (line.condition().isEmpty()
                    || line.condition().toLowerCase(Locale.ROOT).equals("all")) {
                limits.add(line.keyword() + " " + String.join(" ", line.arguments()));
                source = line.source();
            }
        }
        Read.Failed<?> gap = settings.gap();
        return limits.isEmpty() && gap != null ? gap.unknown() : new Known(limits, source);
    }

    private static Node hostKeys(SshdSettings settings, SshKeys keys) {
        Read.Failed<?> gap = settings.gap();
        if (gap != null) {
            return gap.unknown();
        }
        List<String> paths = new ArrayList<>();
        for (SshdLines.Line line : settings.all(List.of("hostkey"))) {
            String path = line.arguments().isEmpty() ? "" : line.arguments().getFirst();
            if (path.startsWith("/") && !paths.contains(path)) {
                paths.add(path);
            }
        }
        return keys.hostKeys(paths.isEmpty() ? STANDARD_KEYS : paths);
    }

    private Node authorized(SshdSettings settings, SshKeys keys) {
        Node value = settings.value(
                List.of("authorizedkeysfile"),
                new Known(".ssh/authorized_keys .ssh/authorized_keys2", "default (OpenSSH)"),
                SshdSettings::text);
        return value instanceof Known known
                ? keys.authorized(Lines.words(known.value().toString()), accounts, known.source())
                : value;
    }

    /** Without a server there are no settings. */
    private void nothing(Unknown why) {
        Group both = Group.builder()
                .put("value", why)
                .put("matched", new Many(List.of(), why.source()))
                .build();
        facts.put("version", why).put("files", why).put("access", why);
        for (String[][] rows : List.of(WORDS, NUMBERS, TIMES)) {
            for (String[] row : rows) {
                facts.put(row[0], both);
            }
        }
        for (String field : List.of(
                "maxstartups", "ciphers", "macs", "kexalgorithms", "hostkeyalgorithms", "pubkeyacceptedalgorithms")) {
            facts.put(field, both);
        }
        facts.put("host_keys", why).put("authorized_keys", why);
    }
}
