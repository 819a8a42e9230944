package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount that systemd makes, systemd.mount(5).
 *
 * @param file its unit file
 * @param from the file that a generator made it of, empty where it says none
 * @param options as mount(8) takes them; empty for none
 * @param place where the options stand: a file and a line
 */
public record MountUnit(
        String file, String from, String what, String where, String type, String options, String place) {

    private static final int LIMIT = 1 << 20;

    /** Looks for a mount's unit; Absent when no file defines it or it is masked, Failed when it cannot be told. */
    public static Read<MountUnit> read(HostRoot root, String name) {
        UnitFiles.Found found = UnitFiles.of(root, name);
        Read.Failed<?> unseen = found.unseen();
        if (unseen != null) {
            return new Read.Failed<>(unseen.path(), unseen.reason());
        }
        if (found.fragment().isEmpty() || found.masked()) {
            return new Read.Absent<>("/etc/systemd/system/" + name);
        }
        if (!found.hidden().isEmpty()) {
            Read.Failed<?> hidden = found.hidden().getFirst();
            return new Read.Failed<>(hidden.path(), hidden.reason());
        }
        List<String> files = new ArrayList<>();
        files.add(found.fragment());
        files.addAll(found.dropIns());
        String from = "";
        String what = "";
        String where = "";
        String type = "";
        String options = "";
        String place = found.fragment();
        for (String path : files) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Failed<String> failed) {
                return new Read.Failed<>(path, failed.reason());
            }
            if (!(text instanceof Read.Found<String>(String content))) {
                continue;
            }
            for (UnitLines.Setting setting : UnitLines.read(content)) {
                switch (setting.section() + "." + setting.key()) {
                    case "Unit.SourcePath" -> from = setting.value();
                    case "Mount.What" -> what = setting.value();
                    case "Mount.Where" -> where = setting.value();
                    case "Mount.Type" -> type = setting.value();
                    case "Mount.Options" -> {
                        options = setting.value();
                        place = path + ":" + setting.line();
                    }
                    default -> {
                        // says nothing of what is mounted how
                    }
                }
            }
        }
        return new Read.Found<>(new MountUnit(found.fragment(), from, what, where, type, options, place));
    }
}
