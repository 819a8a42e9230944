package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.files.Read.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of a tree's users and groups, from its own passwd and group files. Number 0 is always called root, and nothing
 * else is: whoever may write these files cannot dress up a stranger. Immutable, safe for any thread.
 */
public final class Accounts {

    private static final int LIMIT = 4 << 20;
    private static final int ENTRIES = 50_000;
    private static final int NAME = 64;
    private static final long FIRST_ORDINARY = 1000;
    private static final long NOBODY = 65_534;
    private static final int PEOPLE = 1000;

    private final Map<Integer, String> users;
    private final Map<Integer, String> groups;
    private final List<Account> people;

    private Accounts(Map<Integer, String> users, Map<Integer, String> groups, List<Account> people) {
        this.users = users;
        this.groups = groups;
        this.people = List.copyOf(people);
    }

    /**
     * Somebody who may have a home directory.
     *
     * @param home absolute, as passwd has it
     */
    public record Account(String name, int uid, String home) {}

    /** Reads both files; what cannot be read or is no proper entry leaves numbers without names. */
    public static Accounts read(HostRoot root) {
        Map<Integer, String> users = new HashMap<>();
        Map<Integer, String> groups = new HashMap<>();
        List<Account> people = new ArrayList<>();
        for (String[] fields : entries(root, "/etc/passwd")) {
            long uid = number(fields, 2);
            if (uid < 0 || fields.length < 6) {
                continue;
            }
            name(users, uid, fields[0]);
            boolean person = uid == 0 || (uid >= FIRST_ORDINARY && uid != NOBODY);
            if (person && people.size() < PEOPLE && fields[5].startsWith("/")) {
                people.add(new Account(clean(fields[0]) ? fields[0] : Long.toString(uid), (int) uid, fields[5]));
            }
        }
        for (String[] fields : entries(root, "/etc/group")) {
            long gid = number(fields, 2);
            if (gid >= 0) {
                name(groups, gid, fields[0]);
            }
        }
        return new Accounts(users, groups, people);
    }

    /** The user's name; {@code root} for 0 and only for 0; the number itself when it has no proper name. */
    public String user(int uid) {
        return name(users, uid);
    }

    /** The group's name, by the same rules. */
    public String group(int gid) {
        return name(groups, gid);
    }

    /** Whether a user has this number; root always does. */
    public boolean hasUser(int uid) {
        return uid == 0 || users.containsKey(uid);
    }

    /** Whether a group has this number. */
    public boolean hasGroup(int gid) {
        return gid == 0 || groups.containsKey(gid);
    }

    /** Owner and group, as in {@code root:root}. */
    public String owner(Stat stat) {
        return user(stat.uid()) + ":" + group(stat.gid());
    }

    /** Root and ordinary users, at most 1,000. */
    public List<Account> people() {
        return people;
    }

    private static String name(Map<Integer, String> names, int number) {
        if (number == 0) {
            return "root";
        }
        String name = names.get(number);
        return name == null ? Integer.toUnsignedString(number) : name;
    }

    private static void name(Map<Integer, String> names, long number, String name) {
        // the first entry wins, as in the C library
        if (clean(name) && !name.equals("root")) {
            names.putIfAbsent((int) number, name);
        }
    }

    private static List<String[]> entries(HostRoot root, String path) {
        List<String[]> entries = new ArrayList<>();
        if (!(root.text(path, LIMIT) instanceof Found<String>(String text))) {
            return entries;
        }
        int from = 0;
        while (from < text.length() && entries.size() < ENTRIES) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            // fields at the end may be empty
            String[] fields = text.substring(from, end).split(":", -1);
            if (fields.length >= 3 && !fields[0].isEmpty()) {
                entries.add(fields);
            }
            from = end + 1;
        }
        return entries;
    }

    /** A name that is no number and cannot be mistaken for anything else where it is shown. */
    private static boolean clean(String name) {
        if (name.isEmpty() || name.length() > NAME || name.charAt(0) == '-' || name.charAt(0) == '+') {
            return false;
        }
        boolean digits = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            digits &= digit;
            if (!digit && !letter && "._-$@\\+".indexOf(c) < 0) {
                return false;
            }
        }
        return !digits;
    }

    private static long number(String[] fields, int index) {
        String text = index < fields.length ? fields[index] : "";
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
}
