package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of files as their packages have them: dpkg's {@code info/PACKAGE.md5sums} (deb-md5sums(5)), the digests in
 * rpm's headers, and the {@code Z:} lines of apk's database. They tell of mistakes and of careless intruders; whoever is root can change them too.
 */
public final class PackageChecksums {

    private static final String LIST = ".list";
    private static final String DIVERSIONS = "/var/lib/dpkg/diversions";
    private static final int LIMIT = 64 << 20;
    private static final int HASH = 32;

    /** Between dpkg's unpacking of a large package and its list of the package's files. */
    private static final Duration UNPACKING = Duration.ofMinutes(15);

    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final HostRoot root;
    private final String manager;
    private final String database;
    private @Nullable Map<String, String> apk;
    private final Map<String, RpmHeader.Entry> rpm = new HashMap<>();
    private final FileOwners.Merged merged;

    /**
     * @param installed whose packages
     * @param paths all that will be asked for
     */
    public PackageChecksums(HostRoot root, Installed installed, Collection<String> paths) {
        this.root = root;
        this.manager = installed.manager();
        this.database = installed.source();
        this.merged = FileOwners.Merged.of(root);
        if (manager.equals("rpm") && installed.problem() == null && !paths.isEmpty()) {
            Set<String> wanted = new HashSet<>();
            for (String path : paths) {
                wanted.add(merged.plain(path));
            }
            RpmFiles.entries(root, database, merged, wanted, rpm);
        }
    }

    /**
     * What a file should be.
     *
     * @param algorithm by the Java runtime's name: MD5, SHA-1
     * @param hex in lower case
     * @param since whether the file was changed since the package was installed, told by the time of its last change, which
     *     only the kernel sets
     * @param times what tells that
     */
    public record Checksum(String algorithm, String hex, String source, Since since, String times) {}

    /** What times tell of a file. */
    public enum Since {
        /** It is as it was installed. */
        UNCHANGED,
        /** Something of it was changed, be it its mode only. */
        CHANGED,
        /** They do not go together: the host was copied, or is an image. */
        UNCLEAR
    }

    /**
     * @param path as it really is, links followed
     * @return Failed with the reason where the package has none
     */
    public Read<Checksum> of(String path, FileOwners.Owner owner) {
        return switch (manager) {
            case "dpkg" -> dpkg(path, owner);
            case "apk" -> apk(path);
            case "rpm" -> rpm(path);
            default -> new Read.Failed<>(database, "is not read for checksums of files");
        };
    }

    private Read<Checksum> dpkg(String path, FileOwners.Owner owner) {
        String list = owner.source();
        if (!list.endsWith(LIST)) {
            return new Read.Failed<>(list, "is no list of files");
        }
        if (diverted(path)) {
            return new Read.Failed<>(DIVERSIONS, "says that another file is there (dpkg-divert)");
        }
        String sums = list.substring(0, list.length() - LIST.length()) + ".md5sums";
        Read<byte[]> read = root.bytes(sums, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            return new Read.Failed<>(failed.path(), failed.reason());
        }
        if (!(read instanceof Read.Found<byte[]>(byte[] text))) {
            return new Read.Failed<>(sums, "does not exist: the package came without checksums");
        }
        for (String name : names(path)) {
            String hex = sum(text, name);
            if (!hex.isEmpty()) {
                return new Read.Found<>(new Checksum(
                        "MD5",
                        hex,
                        sums,
                        since(list, sums, path),
                        path + ", not changed since " + list + " was written"));
            }
        }
        return new Read.Failed<>(sums, "has no checksum of it");
    }

    /** By which a package may know it: some still name /bin, /sbin and /lib, which are links now. */
    private static List<String> names(String path) {
        String plain = path.substring(1);
        return plain.startsWith("usr/bin/") || plain.startsWith("usr/sbin/") || plain.startsWith("usr/lib")
                ? List.of(plain, plain.substring("usr/".length()))
                : List.of(plain);
    }

    /** Three lines each: a path, where the diverted file lies, who wants that. */
    private boolean diverted(String path) {
        if (root.text(DIVERSIONS, LIMIT) instanceof Read.Found<String>(String text)) {
            int number = 0;
            int from = 0;
            while (from < text.length()) {
                int end = text.indexOf('\n', from);
                end = end < 0 ? text.length() : end;
                String line = text.substring(from, end);
                if (number++ % 3 == 0 && line.startsWith("/") && (line.equals(path) || ("/usr" + line).equals(path))) {
                    return true;
                }
                from = end + 1;
            }
        }
        return false;
    }

    /** {@code 0cc175b9c0f1b6a831c399e269772661  usr/bin/kubelet}; empty for none. */
    static String sum(byte[] text, String name) {
        byte[] wanted = ("  " + name).getBytes(StandardCharsets.UTF_8);
        for (int at = HASH; at + wanted.length <= text.length; at++) {
            if (text[at] == ' '
                    && (at == HASH || text[at - HASH - 1] == '\n')
                    && (at + wanted.length == text.length || text[at + wanted.length] == '\n')
                    && same(text, at, wanted)) {
                String hex = new String(text, at - HASH, HASH, StandardCharsets.ISO_8859_1);
                return hexadecimal(hex) ? hex : "";
            }
        }
        return "";
    }

    private static boolean same(byte[] text, int at, byte[] wanted) {
        // names differ at their ends much more than at their beginnings
        for (int i = wanted.length - 1; i >= 0; i--) {
            if (text[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789abcdef".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private Since since(String list, String sums, String path) {
        if (!root.live()
                || !(root.stat(list) instanceof Read.Found<Stat>(Stat listed))
                || !(root.stat(sums) instanceof Read.Found<Stat>(Stat summed))
                || !(root.stat(path) instanceof Read.Found<Stat>(Stat file))) {
            return Since.UNCLEAR;
        }
        return since(listed.modified(), listed.changed(), summed.changed(), file.changed());
    }

    /**
     * Whether a file is as dpkg unpacked it. dpkg unpacks the files of a package, then writes their list, then puts the
     * checksums beside that (dpkg: src/main/unpack.c). So a file of which the last change by the kernel's clock lies in the
     * minutes before the list was written, and a list and checksums that nobody has touched since, tell that nothing was
     * changed. In a tree that was copied the times do not go together so, and what they say is not believed. Who turns
     * back the clock or writes past the file system can forge this, but he could write the checksums too.
     */
    static Since since(Instant listWritten, Instant listChanged, Instant sumsChanged, Instant fileChanged) {
        if (!near(listChanged, listWritten, MOMENT) || !near(sumsChanged, listWritten, UNPACKING)) {
            return Since.UNCLEAR;
        }
        if (fileChanged.isAfter(listWritten)) {
            return Since.CHANGED;
        }
        return near(fileChanged, listWritten, UNPACKING) ? Since.UNCHANGED : Since.UNCLEAR;
    }

    private static boolean near(Instant one, Instant other, Duration most) {
        return Duration.between(one, other).abs().compareTo(most) <= 0;
    }

    private Read<Checksum> rpm(String path) {
        RpmHeader.Entry entry = rpm.get(merged.plain(path));
        if (entry == null || entry.hex().isEmpty() || entry.algorithm().isEmpty()) {
            return new Read.Failed<>(database, "has no checksum of it");
        }
        String source = database + ": package " + entry.packageName();
        Since since = root.live() && root.stat(path) instanceof Read.Found<Stat>(Stat file)
                ? since(entry, file)
                : Since.UNCLEAR;
        return new Read.Found<>(new Checksum(
                entry.algorithm(),
                entry.hex(),
                source,
                since,
                path + ", not changed since " + entry.packageName() + " was installed"));
    }

    /**
     * The same for rpm, which notes when it began to install a package, and the size and time of each file: a file of that
     * size and time whose last change by the kernel's clock lies in the minutes after is as it was unpacked.
     */
    static Since since(RpmHeader.Entry entry, Stat file) {
        if (file.size() != entry.size()
                || !file.modified().truncatedTo(ChronoUnit.SECONDS).equals(entry.modified())) {
            return Since.CHANGED;
        }
        return !file.changed().isBefore(entry.installed()) && near(file.changed(), entry.installed(), UNPACKING)
                ? Since.UNCHANGED
                : Since.UNCLEAR;
    }

    private Read<Checksum> apk(String path) {
        Map<String, String> sums = apk;
        if (sums == null) {
            Read<byte[]> read = root.bytes(database, LIMIT);
            if (!(read instanceof Read.Found<byte[]>(byte[] bytes))) {
                return read instanceof Read.Failed<byte[]> failed
                        ? new Read.Failed<>(failed.path(), failed.reason())
                        : new Read.Failed<>(database, "went away while it was read");
            }
            sums = sums(new String(bytes, StandardCharsets.UTF_8));
            apk = sums;
        }
        for (String name : names(path)) {
            String sum = sums.get(name);
            String hex = sum == null ? "" : sha1(sum);
            if (!hex.isEmpty()) {
                return new Read.Found<>(new Checksum("SHA-1", hex, database, Since.UNCLEAR, ""));
            }
        }
        return new Read.Failed<>(database, "has no checksum of it");
    }

    /** Of programs only: what lies in a directory of that name, since a database has some ten thousand files. */
    private static Map<String, String> sums(String text) {
        Map<String, String> sums = new HashMap<>();
        String directory = "";
        String file = "";
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            if (text.startsWith("F:", from)) {
                directory = text.substring(from + 2, end);
                file = "";
            } else if (text.startsWith("R:", from)) {
                file = directory + "/" + text.substring(from + 2, end);
            } else if (text.startsWith("Z:", from)
                    && (directory.endsWith("bin") || directory.contains("cni") || directory.contains("libexec"))) {
                sums.put(file, text.substring(from + 2, end));
            }
            from = end + 1;
        }
        return sums;
    }

    /** {@code Q1} and a SHA-1 in base64; empty for anything else. */
    private static String sha1(String sum) {
        if (!sum.startsWith("Q1")) {
            return "";
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(sum.substring(2));
            return bytes.length == 20 ? HexFormat.of().formatHex(bytes) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
