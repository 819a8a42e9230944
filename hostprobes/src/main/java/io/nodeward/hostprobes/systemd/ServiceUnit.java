package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import java.util.List;
import java.util.Map;

/**
 * A service as systemd would start it: unit file, drop-ins and environment files in their precedence, systemd.unit(5) and
 * systemd.exec(5).
 *
 * @param name with its suffix
 * @param files the unit file and its drop-ins in the order in which they are read
 * @param environmentFiles those that are named, missing ones included
 * @param masked whether it cannot be started at all
 * @param command the command of ExecStart, variables filled in, each argument with its place; empty if there is none
 * @param user the account that it runs as, empty for root
 * @param directory the working directory that it starts in; empty for a home directory, which the unit does not tell
 * @param environment variables that it starts with, each with its place; anything may stand there, so only ever ask for
 *     those of a component
 * @param mounts whether it has mounts of its own, so that its paths need not be the host's
 * @param hidden places where more files of it may lie
 * @param problem why the command may not be what would run, else empty
 */
public record ServiceUnit(
        String name,
        List<String> files,
        List<String> environmentFiles,
        boolean masked,
        List<Argument> command,
        String user,
        String directory,
        Map<String, Argument> environment,
        boolean mounts,
        List<Read.Failed<?>> hidden,
        String problem) {

    /** Looks for a service; Absent when no file defines it, Failed when it cannot be told whether one does. */
    public static Read<ServiceUnit> read(HostRoot root, String name) {
        if (name.indexOf('/') >= 0 || !name.endsWith(".service")) {
            return new Read.Absent<>("/etc/systemd/system/" + name);
        }
        UnitFiles.Found found = UnitFiles.of(root, name);
        Read.Failed<?> unseen = found.unseen();
        if (unseen != null) {
            return new Read.Failed<>(unseen.path(), unseen.reason());
        }
        if (found.fragment().isEmpty()) {
            return new Read.Absent<>("/etc/systemd/system/" + name);
        }
        return new Read.Found<>(new ServiceSettings(root, name, found, "", "").unit());
    }

    /**
     * A service without a file of its own, as it would be with a drop-in of a known text. Drop-ins that are there count,
     * also one of this name in place of the text.
     *
     * @param dropIn name of the drop-in
     * @param where what the source of its settings is called
     */
    public static ServiceUnit assumed(HostRoot root, String name, String dropIn, String where, String text) {
        UnitFiles.Found found = UnitFiles.dropInsOnly(root, name, dropIn, where);
        return new ServiceSettings(root, name, found, where, text).unit();
    }

    /**
     * Names of the services whose name holds a word.
     *
     * @param hidden takes where there may be more
     */
    public static List<String> named(HostRoot root, String word, List<Read.Failed<?>> hidden) {
        return UnitFiles.holding(root, word, hidden);
    }
}
