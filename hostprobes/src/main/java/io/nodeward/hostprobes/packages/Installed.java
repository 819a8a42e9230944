package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packages that are installed by their names, from the database of dpkg, apk or rpm. Of rpm's databases those of
 * sqlite and ndb are read; one of Berkeley DB is not.
 *
 * @param manager {@code dpkg}, {@code apk}, {@code rpm}, or empty where there is no database
 * @param versions by name, empty texts where the version is not read
 * @param held those that dpkg is told to leave as they are (apt-mark hold)
 * @param problem why they are not known, or null
 */
public record Installed(
        String manager,
        Map<String, String> versions,
        Set<String> held,
        String source,
        @Nullable Unknown problem) {

    private static final String DPKG = "/var/lib/dpkg/status";
    private static final List<String> APK = List.of("/lib/apk/db/installed", "/usr/lib/apk/db/installed");
    private static final List<String> RPM = List.of("/usr/lib/sysimage/rpm", "/var/lib/rpm", "/usr/share/rpm");

    /** The status of a large host has some three megabytes. */
    private static final int LIMIT = 64 << 20;

    public static Installed read(HostRoot root) {
        Installed dpkg = text(root, "dpkg", DPKG, "Package: ");
        // an image for containers may hold a database of another manager that is empty
        if (dpkg != null && (dpkg.problem() != null || !dpkg.versions().isEmpty())) {
            return dpkg;
        }
        for (String path : APK) {
            Installed apk = text(root, "apk", path, "P:");
            if (apk != null) {
                return apk;
            }
        }
        for (String directory : RPM) {
            Installed rpm = rpm(root, directory);
            if (rpm != null) {
                return rpm;
            }
        }
        return new Installed("", Map.of(), Set.of(), DPKG, null);
    }

    private static @Nullable Installed text(HostRoot root, String manager, String path, String key) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            return new Installed(manager, Map.of(), Set.of(), path, failed.unknown());
        }
        if (!(read instanceof Read.Found<byte[]>(byte[] bytes))) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Set<String> held = new HashSet<>();
        Map<String, String> versions = manager.equals("dpkg") ? dpkg(text, key, held) : apk(text, key);
        return new Installed(manager, versions, held, path, null);
    }

    private static Map<String, String> dpkg(String text, String key, Set<String> held) {
        Map<String, String> versions = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf("\n\n", at);
            end = end < 0 ? text.length() : end + 1;
            if (text.startsWith(key, at)) {
                int line = text.indexOf('\n', at);
                int status = text.indexOf("\nStatus: ", at);
                if (line > 0 && status > 0 && status < end && installed(text, status + "\nStatus: ".length())) {
                    int version = text.indexOf("\nVersion: ", at);
                    String name = text.substring(at + key.length(), line).strip();
                    if (text.startsWith("hold ", status + "\nStatus: ".length())) {
                        held.add(name);
                    }
                    versions.put(
                            name, version > 0 && version < end ? line(text, version + "\nVersion: ".length()) : "");
                }
            }
            at = end + 1;
        }
        return versions;
    }

    /** {@code install ok installed}: what is wanted, whether something is broken, what is. */
    private static boolean installed(String text, int from) {
        return line(text, from).endsWith(" installed");
    }

    private static String line(String text, int from) {
        int end = text.indexOf('\n', from);
        return text.substring(from, end < 0 ? text.length() : end).strip();
    }

    private static Map<String, String> apk(String text, String key) {
        Map<String, String> versions = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf("\n\n", at);
            end = end < 0 ? text.length() : end + 1;
            int name = text.startsWith(key, at) ? at : text.indexOf("\n" + key, at) + 1;
            if (name >= at && name < end && text.startsWith(key, name)) {
                int version = text.indexOf("\nV:", at);
                versions.put(
                        line(text, name + key.length()),
                        version > 0 && version < end ? line(text, version + "\nV:".length()) : "");
            }
            at = end + 1;
        }
        return versions;
    }

    private static @Nullable Installed rpm(HostRoot root, String directory) {
        String sqlite = directory + "/rpmdb.sqlite";
        String ndb = directory + "/Packages.db";
        String berkeley = directory + "/Packages";
        Read<Map<String, String>> read;
        String path = sqlite;
        if (!(root.stat(sqlite) instanceof Read.Absent<Stat>)) {
            read = RpmSqlite.names(root, sqlite);
        } else if (!(root.stat(ndb) instanceof Read.Absent<Stat>)) {
            path = ndb;
            read = RpmNdb.names(root, ndb);
        } else if (!(root.stat(berkeley) instanceof Read.Absent<Stat>)) {
            path = berkeley;
            read = new Read.Failed<>(berkeley, "is a Berkeley DB, which nodeward does not read");
        } else {
            return null;
        }
        if (read instanceof Read.Found<Map<String, String>>(Map<String, String> names)) {
            return new Installed("rpm", names, Set.of(), path, null);
        }
        Unknown problem = read instanceof Read.Failed<Map<String, String>> failed
                ? failed.unknown()
                : new Unknown("went away while it was read", path);
        return new Installed("rpm", Map.of(), Set.of(), path, problem);
    }
}
