package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a part of systemd, such as {@code journald.conf}: the first main file that is there, then drop-ins by their
 * names, of one name that of the first directory; a later line wins (systemd-system.conf(5)).
 */
public final class ManagerSettings {

    private static final List<String> DIRECTORIES =
            List.of("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd");
    private static final int ENTRIES = 1000;
    private static final int LIMIT = 1 << 20;

    private record Line(UnitLines.Setting setting, String source) {}

    private final List<Line> lines = new ArrayList<>();
    private Read.@Nullable Failed<?> unread;

    private ManagerSettings() {}

    /** @param name of the main file: {@code journald.conf} */
    public static ManagerSettings read(HostRoot root, String name) {
        ManagerSettings settings = new ManagerSettings();
        for (String directory : DIRECTORIES) {
            if (!(root.stat(directory + "/" + name) instanceof Read.Absent<Stat>)) {
                settings.file(root, directory + "/" + name);
                break;
            }
        }
        Map<String, String> dropIns = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            String path = directory + "/" + name + ".d";
            Read<List<String>> listed = root.list(path, ENTRIES);
            if (listed instanceof Read.Found<List<String>>(List<String> files)) {
                for (String file : files) {
                    if (file.endsWith(".conf")) {
                        dropIns.putIfAbsent(file, path + "/" + file);
                    }
                }
            } else if (listed instanceof Read.Failed<List<String>> failed) {
                settings.unread = failed;
            }
        }
        for (String path : dropIns.values()) {
            // an image may hold no /dev/null, or anything in its place
            if (!(root.link(path) instanceof Read.Found<String>(String target)) || !target.equals("/dev/null")) {
                settings.file(root, path);
            }
        }
        return settings;
    }

    private void file(HostRoot root, String path) {
        Read<String> text = root.text(path, LIMIT);
        if (text instanceof Read.Found<String>(String found)) {
            for (UnitLines.Setting setting : UnitLines.read(found)) {
                lines.add(new Line(setting, path + ":" + setting.line()));
            }
        } else if (text instanceof Read.Failed<String> failed) {
            unread = failed;
        }
    }

    /**
     * A setting's value as text. An empty one means the default.
     *
     * @param standard what holds where nothing sets it
     * @param who names the program in the source of the default
     */
    public Node of(String section, String key, String standard, String who) {
        if (unread != null) {
            return unread.unknown();
        }
        String value = standard;
        String source = "default (" + who + ")";
        List<Overridden> overrode = new ArrayList<>();
        for (Line line : lines) {
            if (line.setting().section().equals(section) && line.setting().key().equals(key)) {
                overrode.addFirst(new Overridden(value, source));
                boolean empty = line.setting().value().isEmpty();
                value = empty ? standard : line.setting().value();
                source = line.source();
            }
        }
        return new Known(value, source, overrode);
    }
}
