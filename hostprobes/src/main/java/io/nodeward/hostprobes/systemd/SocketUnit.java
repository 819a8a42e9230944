package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket on which systemd listens for a service, systemd.socket(5).
 *
 * @param files the unit file and its drop-ins in the order in which they are read
 * @param listens values of ListenStream with their places: {@code /run/docker.sock}, {@code 0.0.0.0:2375}, {@code 2375}
 * @param hidden places where more files of it may lie, or that could not be read
 */
public record SocketUnit(List<String> files, List<Listen> listens, List<Read.Failed<?>> hidden) {

    private static final int LIMIT = 1 << 20;

    /** An address, and where it stands. */
    public record Listen(String address, String source) {}

    /** Looks for a socket's unit; Absent when no file defines it or it is masked, Failed when it cannot be told. */
    public static Read<SocketUnit> read(HostRoot root, String name) {
        UnitFiles.Found found = UnitFiles.of(root, name);
        Read.Failed<?> unseen = found.unseen();
        if (unseen != null) {
            return new Read.Failed<>(unseen.path(), unseen.reason());
        }
        if (found.fragment().isEmpty() || found.masked()) {
            return new Read.Absent<>("/etc/systemd/system/" + name);
        }
        List<String> files = new ArrayList<>();
        files.add(found.fragment());
        files.addAll(found.dropIns());
        List<Listen> listens = new ArrayList<>();
        List<Read.Failed<?>> hidden = new ArrayList<>(found.hidden());
        Specifiers specifiers = new Specifiers(root, name);
        for (String path : files) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Failed<String> failed) {
                hidden.add(failed);
            } else if (text instanceof Read.Found<String>(String content)) {
                for (UnitLines.Setting setting : UnitLines.read(content)) {
                    if (!setting.section().equals("Socket") || !setting.key().equals("ListenStream")) {
                        continue;
                    }
                    if (setting.value().isEmpty()) {
                        listens.clear();
                    } else {
                        listens.add(new Listen(specifiers.fill(setting.value()), path + ":" + setting.line()));
                    }
                }
            }
        }
        return new Read.Found<>(new SocketUnit(files, listens, hidden));
    }
}
