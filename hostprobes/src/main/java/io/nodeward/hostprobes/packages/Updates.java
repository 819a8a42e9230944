package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How security updates come to the host, type Updates: by themselves or not, how new the lists are, and what is not verified. */
public final class Updates {

    private static final String UPGRADER = "/usr/bin/unattended-upgrade";
    /** What changes when apt fetches lists. */
    private static final List<String> STAMPS =
            List.of("/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists/partial", "/var/lib/apt/lists");

    private static final List<String> TIMERS =
            List.of("dnf-automatic.timer", "dnf-automatic-install.timer", "dnf5-automatic.timer", "yum-cron.service");
    private static final int ENTRIES = 1000;
    private static final int LIMIT = 1 << 20;

    private final HostRoot root;
    private final UnitStates units;
    private final List<String> unsigned = new ArrayList<>();
    private Read.@Nullable Failed<?> unread;

    private Updates(HostRoot root, UnitStates units) {
        this.root = root;
        this.units = units;
    }

    /** @param manager of packages: {@code dpkg}, {@code rpm}, {@code apk} or empty */
    public static Group read(HostRoot root, UnitStates units, String manager) {
        Updates updates = new Updates(root, units);
        Group.Builder facts = Group.builder();
        switch (manager) {
            case "dpkg" -> updates.apt(facts);
            case "rpm" -> updates.dnf(facts);
            default -> {
                Unknown why = new Unknown("is read for apt and dnf only", "/etc/apt", true);
                facts.put("automatic", why).put("unsigned", why);
            }
        }
        return facts.build();
    }

    private void apt(Group.Builder facts) {
        AptConfig config = AptConfig.read(root);
        unread = config.unread();
        facts.put("automatic", unread == null ? unattended(config) : unread.unknown());
        Known refreshed = null;
        for (String path : STAMPS) {
            if (root.stat(path) instanceof Read.Found<Stat>(Stat stat)
                    && (refreshed == null || stat.modified().isAfter((Instant) refreshed.value()))) {
                refreshed = new Known(stat.modified(), path);
            }
        }
        if (refreshed != null) {
            facts.put("refreshed", refreshed);
        }
        for (String name : List.of(
                "APT::Get::AllowUnauthenticated",
                "Acquire::AllowInsecureRepositories",
                "Acquire::AllowWeakRepositories",
                "Acquire::AllowDowngradeToInsecureRepositories")) {
            Known value = config.of(name);
            if (value != null && AptConfig.yes(value)) {
                unsigned.add(value.source() + " (" + name + ")");
            }
        }
        sources("/etc/apt/sources.list", false);
        for (String path : list("/etc/apt/sources.list.d")) {
            if (path.endsWith(".list") || path.endsWith(".sources")) {
                sources(path, path.endsWith(".sources"));
            }
        }
        facts.put("unsigned", unsigned("/etc/apt/sources.list.d"));
    }

    private Node unattended(AptConfig config) {
        Known upgrade = config.of("APT::Periodic::Unattended-Upgrade");
        Known lists = config.of("APT::Periodic::Update-Package-Lists");
        Known enable = config.of("APT::Periodic::Enable");
        if (!(root.stat(UPGRADER) instanceof Read.Found<Stat>)) {
            return new Known(false, UPGRADER);
        }
        if (!AptConfig.yes(upgrade) || !AptConfig.yes(lists) || (enable != null && !AptConfig.yes(enable))) {
            return new Known(false, upgrade == null ? "default (apt)" : upgrade.source());
        }
        if (units.manager().equals("systemd") && units.enabled("apt-daily-upgrade.timer") == null) {
            return new Known(false, "apt-daily-upgrade.timer is not enabled");
        }
        return new Known(true, upgrade == null ? UPGRADER : upgrade.source());
    }

    private List<String> list(String directory) {
        List<String> paths = new ArrayList<>();
        Read<List<String>> listed = root.list(directory, ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                paths.add(directory + "/" + name);
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            unread = failed;
        }
        return paths;
    }

    private List<Lines.Line> lines(String path) {
        Read<String> text = root.text(path, LIMIT);
        if (text instanceof Read.Failed<String> failed) {
            unread = failed;
        }
        return text instanceof Read.Found<String>(String found) ? Lines.of(found) : List.of();
    }

    private Node unsigned(String source) {
        return unread == null || !unsigned.isEmpty() ? new Known(unsigned, source) : unread.unknown();
    }

    /** {@code deb [trusted=yes] http://…}, or {@code Trusted: yes} in the newer format (sources.list(5)). */
    private void sources(String path, boolean fields) {
        for (Lines.Line line : lines(path)) {
            String text = line.text().toLowerCase(Locale.ROOT);
            boolean open;
            if (fields) {
                int colon = text.indexOf(':');
                String name = colon < 0 ? "" : text.substring(0, colon).strip();
                open = (name.equals("trusted") || name.equals("allow-insecure"))
                        && text.substring(colon + 1).strip().equals("yes");
            } else {
                int close = text.indexOf(']');
                String options = text.startsWith("deb") && close > 0 ? text.substring(0, close) : "";
                open = options.contains("trusted=yes") || options.contains("allow-insecure=yes");
            }
            if (open) {
                unsigned.add(path + ":" + line.number());
            }
        }
    }

    private void dnf(Group.Builder facts) {
        Node automatic = new Known(false, "dnf-automatic.timer");
        for (String timer : TIMERS) {
            String link = units.enabled(timer);
            if (link != null) {
                boolean always = timer.equals("dnf-automatic-install.timer");
                automatic = always ? new Known(true, link) : applies(link);
            }
        }
        facts.put("automatic", automatic);
        boolean main = false;
        String where = "default (dnf)";
        for (String path : List.of("/etc/yum.conf", "/etc/dnf/dnf.conf")) {
            for (Lines.Line line : lines(path)) {
                Boolean said = check(line.text());
                if (said != null) {
                    main = said;
                    where = path + ":" + line.number();
                }
            }
        }
        for (String directory : List.of("/etc/yum.repos.d", "/etc/distro.repos.d")) {
            for (String path : list(directory)) {
                if (path.endsWith(".repo")) {
                    repository(path, main, where);
                }
            }
        }
        facts.put("unsigned", unsigned("/etc/yum.repos.d"));
    }

    private Node applies(String link) {
        for (String path :
                List.of("/etc/dnf/automatic.conf", "/etc/dnf/dnf5-plugins/automatic.conf", "/etc/yum/yum-cron.conf")) {
            for (Lines.Line line : lines(path)) {
                String text = line.text().replace(" ", "").toLowerCase(Locale.ROOT);
                if (text.startsWith("apply_updates=")) {
                    return new Known(yes(text.substring("apply_updates=".length())), path + ":" + line.number());
                }
            }
        }
        return unread == null ? new Known(false, link) : unread.unknown();
    }

    private static boolean yes(String text) {
        return text.equals("1") || text.equals("yes") || text.equals("true") || text.equals("on");
    }

    private static @Nullable Boolean check(String line) {
        String text = line.replace(" ", "").toLowerCase(Locale.ROOT);
        return text.startsWith("gpgcheck=") ? yes(text.substring("gpgcheck=".length())) : null;
    }

    private void repository(String path, boolean main, String where) {
        String section = "";
        boolean enabled = true;
        Boolean checked = null;
        String place = path;
        for (Lines.Line line : lines(path)) {
            if (line.text().startsWith("[")) {
                end(section, enabled, checked, main, place, where);
                section = line.text();
                enabled = true;
                checked = null;
                place = path + ":" + line.number();
                continue;
            }
            String text = line.text().replace(" ", "").toLowerCase(Locale.ROOT);
            if (text.startsWith("enabled=")) {
                enabled = yes(text.substring("enabled=".length()));
            }
            Boolean said = check(text);
            if (said != null) {
                checked = said;
                place = path + ":" + line.number();
            }
        }
        end(section, enabled, checked, main, place, where);
    }

    private void end(
            String section, boolean enabled, @Nullable Boolean checked, boolean main, String place, String where) {
        if (!section.isEmpty() && enabled && !(checked == null ? main : checked)) {
            unsigned.add(place + (checked == null ? " (gpgcheck by " + where + ")" : ""));
        }
    }
}
