package io.nodeward.hostprobes.mounts;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.MountTable;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.systemd.MountUnit;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What will be mounted at the next boot: by /etc/fstab, by units of systemd, and by systemd itself where neither names it.
 * A unit in /etc or /run goes before fstab, one in /usr after it (systemd.unit(5), systemd-fstab-generator(8)).
 */
final class BootMounts {

    static final String FSTAB = "/etc/fstab";
    private static final String SUFFIX = ".mount";
    private static final String TARGET = "/usr/lib/systemd/system/basic.target";
    private static final int LIMIT = 1 << 20;
    private static final int MOST = 1000;

    /** What systemd mounts unasked (systemd: src/shared/mount-setup.c); lines of fstab change the options. */
    private static final String[] BY_ITSELF = {
        "/proc proc nosuid,nodev,noexec",
        "/sys sysfs nosuid,nodev,noexec",
        "/dev devtmpfs nosuid",
        "/dev/shm tmpfs nosuid,nodev",
        "/run tmpfs nosuid,nodev"
    };

    private final HostRoot root;
    private final Map<String, Planned> byPoint = new LinkedHashMap<>();
    private final List<String> twice = new ArrayList<>();
    private @Nullable Unknown problem;

    private BootMounts(HostRoot root) {
        this.root = root;
    }

    /**
     * One mount.
     *
     * @param place where it is written
     * @param named whether a file names it; otherwise it is what systemd does by itself
     */
    record Planned(String point, String source, String type, MountOptions options, String place, boolean named) {}

    static BootMounts read(HostRoot root, UnitStates units) {
        BootMounts mounts = new BootMounts(root);
        mounts.fstab();
        mounts.units(units);
        Read.Failed<?> hidden = units.hidden();
        if (hidden != null && mounts.problem == null) {
            mounts.problem = hidden.unknown();
        }
        if (units.manager().equals("systemd")) {
            for (String row : BY_ITSELF) {
                List<String> words = Lines.words(row);
                mounts.byPoint.putIfAbsent(
                        words.getFirst(),
                        new Planned(
                                words.getFirst(),
                                words.get(1),
                                words.get(1),
                                MountOptions.of(words.get(2)),
                                "default (systemd)",
                                false));
            }
        }
        return mounts;
    }

    /** By their places, in the order in which they were found. */
    Iterable<Planned> all() {
        return byPoint.values();
    }

    @Nullable Planned at(String point) {
        return byPoint.get(point);
    }

    /** Places that two files or lines mount something at: the place, then both. */
    List<String> twice() {
        return twice;
    }

    /** Why there may be others, or null. */
    @Nullable Unknown problem() {
        return problem;
    }

    private void fstab() {
        Read<String> read = root.text(FSTAB, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            problem = failed.unknown();
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return;
        }
        for (Lines.Line line : Lines.of(text)) {
            List<String> words = Lines.words(line.text());
            if (words.size() < 3
                    || !words.get(1).startsWith("/")
                    || words.get(2).equals("swap")) {
                continue;
            }
            String point = plain(MountTable.decode(words.get(1)));
            MountOptions options = MountOptions.of(words.size() > 3 ? words.get(3) : "");
            if (!options.automatic() || byPoint.size() == MOST) {
                continue;
            }
            Planned planned = new Planned(
                    point,
                    MountTable.decode(words.getFirst()),
                    words.get(2),
                    options,
                    FSTAB + ":" + line.number(),
                    true);
            Planned other = byPoint.put(point, planned);
            if (other != null) {
                // both are mounted, the later one over the other
                twice.add(point + ": " + other.place() + " and " + planned.place());
            }
        }
    }

    private void units(UnitStates units) {
        for (String name : units.ending(SUFFIX)) {
            String file = units.file(name);
            if (file == null || byPoint.size() == MOST) {
                continue;
            }
            boolean pulled = units.enabled(name) != null || (name.equals("tmp.mount") && wantsTmp());
            if (!pulled) {
                continue;
            }
            Read<MountUnit> read = MountUnit.read(root, name);
            if (read instanceof Read.Failed<MountUnit> failed) {
                problem = failed.unknown();
            }
            if (!(read instanceof Read.Found<MountUnit>(MountUnit unit))
                    || !unit.where().startsWith("/")
                    || unit.from().equals(FSTAB)) {
                continue;
            }
            Planned planned = new Planned(
                    plain(unit.where()), unit.what(), unit.type(), MountOptions.of(unit.options()), unit.place(), true);
            Planned other = byPoint.get(planned.point());
            if (other == null
                    || !unit.file().startsWith("/usr/") && !unit.file().startsWith("/lib/")) {
                byPoint.put(planned.point(), planned);
            }
            if (other != null && unit.file().startsWith("/etc/")) {
                twice.add(planned.point() + ": " + planned.place() + " and " + other.place());
            }
        }
    }

    /** The unit of /tmp needs no link of its own where systemd's basic target wants it. */
    private boolean wantsTmp() {
        if (root.text(TARGET, LIMIT) instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                if (line.text().startsWith("Wants=") && line.text().contains("tmp.mount")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Without slashes at the end and without double ones. */
    private static String plain(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' || i + 1 < path.length() && path.charAt(i + 1) != '/') {
                out.append(path.charAt(i));
            }
        }
        return out.isEmpty() ? "/" : out.toString();
    }
}
