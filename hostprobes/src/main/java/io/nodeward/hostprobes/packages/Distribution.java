package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Calendar;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The distribution, by os-release(5), type Distribution: what it is, and until when it gets security updates. */
public final class Distribution {

    private static final List<String> PATHS = List.of("/etc/os-release", "/usr/lib/os-release");
    private static final String UBUNTU_PRO = "/var/lib/ubuntu-advantage/private/machine-token.json";
    private static final String OSTREE = "/run/ostree-booted";
    private static final int LIMIT = 64 << 10;

    /**
     * Until when free security updates come, by ID and VERSION_ID (its major number for others than Debian, Ubuntu and
     * Alpine). Debian with its LTS; Ubuntu Pro has a second date. Dates of Debian and Ubuntu: package distro-info-data
     * of 2026; others: the life cycles that the projects publish, as of 2026.
     */
    private static final String[] SUPPORT = {
        "debian 9 2022-06-30",
        "debian 10 2024-06-30",
        "debian 11 2026-08-31",
        "debian 12 2028-06-30",
        "debian 13 2030-06-30",
        "ubuntu 16.04 2021-04-30 2026-04-23",
        "ubuntu 18.04 2023-05-31 2028-04-26",
        "ubuntu 20.04 2025-05-29 2030-04-23",
        "ubuntu 22.04 2027-06-01 2032-04-21",
        "ubuntu 24.04 2029-05-31 2034-04-25",
        "ubuntu 24.10 2025-07-10",
        "ubuntu 25.04 2026-01-15",
        "ubuntu 25.10 2026-07-09",
        "ubuntu 26.04 2031-05-29 2036-04-23",
        "rhel 7 2024-06-30",
        "rhel 8 2029-05-31",
        "rhel 9 2032-05-31",
        "rhel 10 2035-05-31",
        "centos 7 2024-06-30",
        "centos 8 2024-05-31",
        "centos 9 2027-05-31",
        "almalinux 8 2029-05-31",
        "almalinux 9 2032-05-31",
        "almalinux 10 2035-05-31",
        "rocky 8 2029-05-31",
        "rocky 9 2032-05-31",
        "rocky 10 2035-05-31",
        "ol 7 2024-12-31",
        "ol 8 2029-07-31",
        "ol 9 2032-06-30",
        "amzn 2 2026-06-30",
        "amzn 2023 2029-06-30",
        "alpine 3.18 2025-05-09",
        "alpine 3.19 2025-11-01",
        "alpine 3.20 2026-04-01",
        "alpine 3.21 2026-11-01",
        "alpine 3.22 2027-05-01"
    };

    /** Those of which a part cannot be written at run time: settings come from an API or from the image. */
    private static final List<String> IMMUTABLE = List.of(
            "bottlerocket",
            "talos",
            "flatcar",
            "cos",
            "rhcos",
            "sle-micro",
            "sl-micro",
            "opensuse-microos",
            "ubuntu-core",
            "kairos",
            "elemental");

    private Distribution() {}

    public static Group read(HostRoot root) {
        Read<String> read = new Read.Absent<>(PATHS.getFirst());
        String path = PATHS.getFirst();
        for (String each : PATHS) {
            if (read instanceof Read.Absent<String>) {
                read = root.text(each, LIMIT);
                path = each;
            }
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            Unknown why = read instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("does not exist", PATHS.getFirst());
            return facts(why, why, why, why, why);
        }
        Map<String, Lines.Line> fields = fields(text);
        String id = value(fields, "ID");
        String version = value(fields, "VERSION_ID");
        String name = value(fields, "PRETTY_NAME");
        String source = source(fields, "ID", path);
        Node kind = id.isEmpty() ? new Unknown("names no distribution", path) : new Known(id, source);
        return facts(
                kind,
                new Known(version, source(fields, "VERSION_ID", path)),
                new Known(name, source(fields, "PRETTY_NAME", path)),
                immutable(root, fields, id, source),
                support(root, fields, id, version, path));
    }

    private static Group facts(Node id, Node version, Node name, Node immutable, Node support) {
        return Group.builder()
                .put("id", id)
                .put("version", version)
                .put("name", name)
                .put("immutable", immutable)
                .put("support_ends", support)
                .build();
    }

    private static Map<String, Lines.Line> fields(String text) {
        Map<String, Lines.Line> fields = new HashMap<>();
        for (Lines.Line line : Lines.of(text)) {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                String value = line.text().substring(equals + 1).strip();
                boolean quoted = value.length() > 1
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(0) == value.charAt(value.length() - 1);
                fields.put(
                        line.text().substring(0, equals),
                        new Lines.Line(quoted ? value.substring(1, value.length() - 1) : value, line.number()));
            }
        }
        return fields;
    }

    private static String value(Map<String, Lines.Line> fields, String key) {
        Lines.Line line = fields.get(key);
        return line == null ? "" : line.text();
    }

    private static String source(Map<String, Lines.Line> fields, String key, String path) {
        Lines.Line line = fields.get(key);
        return line == null ? path : path + ":" + line.number();
    }

    private static Node immutable(HostRoot root, Map<String, Lines.Line> fields, String id, String source) {
        if (IMMUTABLE.contains(id)) {
            return new Known(id, source);
        }
        String variant = value(fields, "VARIANT_ID");
        if (variant.equals("coreos") || variant.equals("iot")) {
            return new Known(id + "-" + variant, source);
        }
        Read<Stat> booted = root.stat(OSTREE);
        return booted instanceof Read.Failed<Stat> failed
                ? failed.unknown()
                : new Known(booted instanceof Read.Found<Stat> ? "ostree" : "", source);
    }

    private static Node support(HostRoot root, Map<String, Lines.Line> fields, String id, String version, String path) {
        String said = value(fields, "SUPPORT_END");
        Instant end = date(said);
        if (end != null) {
            return new Known(end, source(fields, "SUPPORT_END", path));
        }
        boolean whole = id.equals("ubuntu") || id.equals("debian");
        String wanted = whole ? version : shortened(version, id.equals("alpine") ? 2 : 1);
        for (String row : SUPPORT) {
            List<String> words = Lines.words(row);
            if (words.get(0).equals(id) && words.get(1).equals(wanted)) {
                boolean pro = words.size() > 3 && root.stat(UBUNTU_PRO) instanceof Read.Found<Stat>;
                Instant known = date(words.get(pro ? 3 : 2));
                if (known != null) {
                    return new Known(
                            known, "table of nodeward: " + id + " " + wanted + (pro ? " with Ubuntu Pro" : ""));
                }
            }
        }
        return new Unknown("says no end of support, and nodeward's table does not have it", path, true);
    }

    private static String shortened(String version, int parts) {
        int at = -1;
        for (int i = 0; i < parts; i++) {
            int next = version.indexOf('.', at + 1);
            if (next < 0) {
                return version;
            }
            at = next;
        }
        return version.substring(0, at);
    }

    /** The end of a day written as {@code 2026-06-30}; null where it is none. */
    private static @Nullable Instant date(String text) {
        if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return null;
        }
        long year = Lines.number(text.substring(0, 4));
        long month = Lines.number(text.substring(5, 7));
        long day = Lines.number(text.substring(8));
        return year < 0 || month < 0 || day < 0 || !Calendar.valid((int) year, (int) month, (int) day)
                ? null
                : Instant.ofEpochSecond((Calendar.day((int) year, (int) month, (int) day) + 1) * Calendar.SECONDS);
    }
}
