package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which packages files belong to, by the database of dpkg, apk or rpm; with it the modes that the packages give them, as
 * far as it has them. On a host whose /usr is merged, a file is known by both of its names.
 */
public final class FileOwners {

    /** Packages put nothing there, FHS 3.0 and Debian policy 9.1. */
    private static final List<String> NO_PACKAGES = List.of(
            "/usr/local/", "/home/", "/root/", "/tmp/", "/var/tmp/", "/dev/", "/run/", "/srv/", "/mnt/", "/media/");

    /** Where packages have their programs; elsewhere nobody looks for one whose package is not known. */
    private static final List<String> PROGRAMS = List.of("/usr/", "/bin/", "/sbin/", "/lib", "/opt/");

    private final Map<String, Owner> owners;
    private final @Nullable Unknown problem;
    private final String source;
    private final Merged merged;

    private FileOwners(Map<String, Owner> owners, @Nullable Unknown problem, String source, Merged merged) {
        this.owners = owners;
        this.problem = problem;
        this.source = source;
        this.merged = merged;
    }

    /**
     * Whose a file is.
     *
     * @param packageName the package
     * @param mode the permissions that the package gives it; less than 0 where the database does not say
     * @param source where that stands
     */
    public record Owner(String packageName, int mode, String source) {}

    /**
     * Looks for the owners of some files.
     *
     * @param paths as they really are, links followed
     * @param hints names of packages by path, blanks between several, where one is likely: looked at first
     */
    public static FileOwners find(
            HostRoot root, Installed installed, Collection<String> paths, Map<String, String> hints) {
        Merged merged = Merged.of(root);
        Map<String, Owner> found = new HashMap<>();
        Map<String, String> wanted = new HashMap<>();
        for (String path : paths) {
            if (!elsewhere(path)) {
                wanted.put(merged.plain(path), hints.getOrDefault(path, ""));
            }
        }
        Unknown problem = wanted.isEmpty() ? null : installed.problem();
        String source = installed.source();
        if (problem == null && !wanted.isEmpty()) {
            switch (installed.manager()) {
                case "dpkg" -> {
                    DpkgFiles files = new DpkgFiles(root, merged);
                    problem = files.find(wanted, found);
                    source = DpkgFiles.LISTS;
                }
                case "apk" -> problem = ApkFiles.find(root, installed.source(), merged, wanted.keySet(), found);
                case "rpm" -> problem = RpmFiles.find(root, installed.source(), merged, wanted.keySet(), found);
                default -> problem = new Unknown("there is no database of packages", source, true);
            }
        }
        return new FileOwners(found, problem, source, merged);
    }

    /** The owner; null where no package has the file. */
    public @Nullable Owner of(String path) {
        return owners.get(merged.plain(path));
    }

    /** Why it is not known whether a package has a file for which {@link #of} gives null; null where that is known. */
    public @Nullable Unknown problem(String path) {
        return elsewhere(path) || !begins(path, PROGRAMS) ? null : problem;
    }

    /** Where it would stand. */
    public String source() {
        return source;
    }

    private static boolean elsewhere(String path) {
        return begins(path, NO_PACKAGES);
    }

    private static boolean begins(String path, List<String> directories) {
        for (String directory : directories) {
            if (path.startsWith(directory)) {
                return true;
            }
        }
        return false;
    }

    /** Directories of the root that are links to those of the same name in /usr. */
    record Merged(boolean bin, boolean sbin, boolean lib, boolean sbinIsBin) {

        static Merged of(HostRoot root) {
            return new Merged(
                    leads(root, "/bin", "/usr/bin"),
                    leads(root, "/sbin", "/usr/sbin") || leads(root, "/sbin", "/usr/bin"),
                    leads(root, "/lib", "/usr/lib"),
                    leads(root, "/usr/sbin", "/usr/bin"));
        }

        private static boolean leads(HostRoot root, String path, String to) {
            return root.seen(path) instanceof Read.Found<Stat>(Stat stat)
                    && stat.path().equals(to);
        }

        /** One name for all names of a file. */
        String plain(String path) {
            String plain = path;
            if ((bin && path.startsWith("/bin/"))
                    || (sbin && path.startsWith("/sbin/"))
                    || (lib && path.startsWith("/lib"))) {
                plain = "/usr" + path;
            }
            return sbinIsBin && plain.startsWith("/usr/sbin/") ? "/usr/bin/" + plain.substring(10) : plain;
        }
    }
}
