package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.facts.Calendar;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Users and groups of the host's own files, type UserAccounts. What a directory service adds is not seen. Entries beyond
 * 20,000 are an unknown fact.
 */
public final class UserAccounts {

    private static final String PASSWD = "/etc/passwd";
    private static final String GROUP = "/etc/group";
    private static final int LIMIT = 4 << 20;
    private static final int MOST = 20_000;
    private static final long NOBODY = 65_534;

    /** What stands for a shell where nobody shall log in, and the commands of old that are no shells. */
    private static final Set<String> NO_SHELLS = Set.of("nologin", "false", "true", "null", "sync", "shutdown", "halt");

    /** Whoever is in one of these can become root without asking. */
    private static final Set<String> AS_ROOT =
            Set.of("docker", "lxd", "disk", "kmem", "incus-admin", "libvirt", "shadow");

    private static final String[][] FILES = {
        {"passwd", PASSWD},
        {"passwd_backup", "/etc/passwd-"},
        {"group", GROUP},
        {"group_backup", "/etc/group-"},
        {"shadow", ShadowFile.PATH},
        {"shadow_backup", "/etc/shadow-"},
        {"gshadow", "/etc/gshadow"},
        {"gshadow_backup", "/etc/gshadow-"},
        {"shells", "/etc/shells"},
        {"old_passwords", "/etc/security/opasswd"},
        {"hosts_equiv", "/etc/hosts.equiv"}
    };

    private final HostRoot root;
    private final FileFacts files;
    private final Node firstUser;

    private record Entry(List<String> fields, int line) {
        String field(int index) {
            return index < fields.size() ? fields.get(index) : "";
        }
    }

    private UserAccounts(HostRoot root, FileFacts files, Node firstUser) {
        this.root = root;
        this.files = files;
        this.firstUser = firstUser;
    }

    /** @param loginDefs of type LoginDefs */
    public static Group read(HostRoot root, FileFacts files, Group loginDefs) {
        return new UserAccounts(root, files, LoginDefs.fact(loginDefs, "first_user")).facts();
    }

    private Group facts() {
        Read<List<Entry>> passwd = entries(PASSWD);
        Read<List<Entry>> group = entries(GROUP);
        Group.Builder facts = Group.builder()
                .put("users", users(passwd))
                .put("duplicate_users", duplicates(passwd, PASSWD, 0))
                .put("duplicate_uids", duplicates(passwd, PASSWD, 2))
                .put("duplicate_groups", duplicates(group, GROUP, 0))
                .put("duplicate_gids", duplicates(group, GROUP, 2))
                .put("directory_entries", directory(passwd, group))
                .put("missing_groups", missing(passwd, group))
                .put("zero_groups", zero(group))
                .put("as_root", members(passwd, group))
                .put("homes", homes(passwd));
        for (String[] row : FILES) {
            facts.put(row[0], files.of(row[1]));
        }
        return facts.build();
    }

    private Read<List<Entry>> entries(String path) {
        Read<String> read = root.text(path, LIMIT);
        if (!(read instanceof Read.Found<String>(String text))) {
            return read.map(_ -> List.of());
        }
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            if (end > from && text.charAt(from) != '#') {
                if (entries.size() == MOST) {
                    return new Read.Failed<>(path, "has more than " + MOST + " entries");
                }
                entries.add(new Entry(fields(text, from, end), number));
            }
            from = end + 1;
        }
        return new Read.Found<>(entries);
    }

    private static List<String> fields(String text, int from, int end) {
        List<String> fields = new ArrayList<>(8);
        int at = from;
        while (fields.size() < 16) {
            int colon = text.indexOf(':', at);
            if (colon < 0 || colon >= end) {
                fields.add(text.substring(at, end));
                return fields;
            }
            fields.add(text.substring(at, colon));
            at = colon + 1;
        }
        return fields;
    }

    private static Unknown failed(Read<?> read) {
        return read instanceof Read.Failed<?>(String path, String reason)
                ? new Unknown(reason, path)
                : new Unknown("does not exist", read instanceof Read.Absent<?>(String path) ? path : PASSWD);
    }

    private static long id(Entry entry, int index) {
        String text = entry.field(index);
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value < 1L << 32 ? value : -1;
    }

    private static boolean proper(Entry entry) {
        String name = entry.field(0);
        return !name.isEmpty() && name.charAt(0) != '+' && name.charAt(0) != '-' && id(entry, 2) >= 0;
    }

    private Node users(Read<List<Entry>> passwd) {
        if (!(passwd instanceof Read.Found<List<Entry>>(List<Entry> entries))) {
            return failed(passwd);
        }
        Read<Map<String, ShadowFile.Entry>> shadow = ShadowFile.read(root);
        List<Many.Item> items = new ArrayList<>();
        for (Entry entry : entries) {
            if (proper(entry)) {
                items.add(new Many.Item(entry.field(0), user(entry, shadow)));
            }
        }
        return new Many(items, PASSWD);
    }

    private Group user(Entry entry, Read<Map<String, ShadowFile.Entry>> shadow) {
        String source = PASSWD + ":" + entry.line();
        long uid = id(entry, 2);
        Long first = Values.integer(firstUser);
        Group.Builder facts = Group.builder()
                .put("name", entry.field(0), source)
                .put("uid", uid, source)
                .put("gid", id(entry, 3), source)
                .put("home", entry.field(5), source)
                .put("shell", entry.field(6), source)
                .put("interactive", interactive(entry), source)
                .put(
                        "system",
                        first == null ? firstUser : new Known(uid != 0 && (uid < first || uid == NOBODY), source));
        String own = entry.field(1);
        if (!own.equals("x")) {
            byte[] bytes = own.getBytes(StandardCharsets.UTF_8);
            String kind = PasswordKind.of(bytes, 0, bytes.length);
            return facts.put("password", kind, source)
                    .put("shadowed", kind.equals("locked") || kind.equals("empty"), source)
                    .build();
        }
        facts.put("shadowed", true, source);
        if (shadow instanceof Read.Found<Map<String, ShadowFile.Entry>>(Map<String, ShadowFile.Entry> found)) {
            ShadowFile.Entry its = found.get(entry.field(0));
            // without an entry there is no password that fits
            facts.put("password", its == null ? "locked" : its.kind(), place(its));
            if (its != null && its.most() >= 0) {
                facts.put("most_days", its.most(), place(its));
            }
            if (its != null && its.changed() > 0) {
                facts.put("changed", Instant.ofEpochSecond(its.changed() * Calendar.SECONDS), place(its));
            }
        } else {
            facts.put("password", failed(shadow));
        }
        return facts.build();
    }

    private static String place(ShadowFile.@Nullable Entry entry) {
        return entry == null ? ShadowFile.PATH : ShadowFile.PATH + ":" + entry.line();
    }

    /** Whether a login gives a shell; an empty field is /bin/sh. */
    private static boolean interactive(Entry entry) {
        String shell = entry.field(6);
        return shell.isEmpty() || !NO_SHELLS.contains(shell.substring(shell.lastIndexOf('/') + 1));
    }

    private static Node duplicates(Read<List<Entry>> read, String path, int field) {
        if (!(read instanceof Read.Found<List<Entry>>(List<Entry> entries))) {
            return failed(read);
        }
        Map<String, String> seen = new TreeMap<>();
        Set<String> twice = new TreeSet<>();
        for (Entry entry : entries) {
            String value = proper(entry) ? entry.field(field) : "";
            if (!value.isEmpty() && seen.putIfAbsent(value, entry.field(0)) != null) {
                twice.add(field == 0 ? value : value + " (" + seen.get(value) + ", " + entry.field(0) + ")");
            }
        }
        return new Known(List.copyOf(twice), path);
    }

    /** Lines that ask a directory service for more, nsswitch.conf(5) "compat". */
    private static Node directory(Read<List<Entry>> passwd, Read<List<Entry>> group) {
        List<String> places = new ArrayList<>();
        for (Read<List<Entry>> read : List.of(passwd, group)) {
            if (!(read instanceof Read.Found<List<Entry>>(List<Entry> entries))) {
                return failed(read);
            }
            for (Entry entry : entries) {
                if (entry.field(0).startsWith("+")) {
                    places.add((read.equals(passwd) ? PASSWD : GROUP) + ":" + entry.line());
                }
            }
        }
        return new Known(places, PASSWD);
    }

    private static Node missing(Read<List<Entry>> passwd, Read<List<Entry>> group) {
        if (!(passwd instanceof Read.Found<List<Entry>>(List<Entry> users))) {
            return failed(passwd);
        }
        if (!(group instanceof Read.Found<List<Entry>>(List<Entry> groups))) {
            return failed(group);
        }
        Set<Long> known = new TreeSet<>();
        for (Entry entry : groups) {
            known.add(id(entry, 2));
        }
        List<String> missing = new ArrayList<>();
        for (Entry entry : users) {
            if (proper(entry) && !known.contains(id(entry, 3))) {
                missing.add(entry.field(0) + " (" + entry.field(3) + ")");
            }
        }
        return new Known(missing, PASSWD);
    }

    private static Node zero(Read<List<Entry>> group) {
        if (!(group instanceof Read.Found<List<Entry>>(List<Entry> groups))) {
            return failed(group);
        }
        List<String> names = new ArrayList<>();
        for (Entry entry : groups) {
            if (proper(entry) && id(entry, 2) == 0) {
                names.add(entry.field(0));
            }
        }
        return new Known(names, GROUP);
    }

    /** Members of groups that are as good as root, also by their primary group. */
    private static Node members(Read<List<Entry>> passwd, Read<List<Entry>> group) {
        if (!(passwd instanceof Read.Found<List<Entry>>(List<Entry> users))) {
            return failed(passwd);
        }
        if (!(group instanceof Read.Found<List<Entry>>(List<Entry> groups))) {
            return failed(group);
        }
        List<Many.Item> items = new ArrayList<>();
        for (Entry entry : groups) {
            if (!AS_ROOT.contains(entry.field(0))) {
                continue;
            }
            String source = GROUP + ":" + entry.line();
            Set<String> members = new TreeSet<>();
            for (String member : Lines.cut(entry.field(3), ", ")) {
                members.add(member);
            }
            for (Entry user : users) {
                if (proper(user) && id(user, 3) == id(entry, 2) && id(user, 2) != 0) {
                    members.add(user.field(0));
                }
            }
            members.remove("root");
            items.add(new Many.Item(
                    entry.field(0),
                    Group.builder()
                            .put("name", entry.field(0), source)
                            .put("members", List.copyOf(members), source)
                            .build()));
        }
        return new Many(items, GROUP);
    }

    private Node homes(Read<List<Entry>> passwd) {
        if (!(passwd instanceof Read.Found<List<Entry>>(List<Entry> entries))) {
            return failed(passwd);
        }
        Long first = Values.integer(firstUser);
        if (first == null) {
            return firstUser;
        }
        HomeDirectories homes = new HomeDirectories(root, files);
        for (Entry entry : entries) {
            long uid = id(entry, 2);
            boolean person = uid == 0 || (uid >= first && uid != NOBODY);
            if (proper(entry) && person && interactive(entry) && !homes.full()) {
                homes.add(entry.field(0), uid, entry.field(5), PASSWD + ":" + entry.line());
            }
        }
        return homes.fact();
    }
}
