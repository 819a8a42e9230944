package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;

/** GRUB's configuration: who may change it, and whether it asks for a password before it is edited, type BootLoader. */
public final class BootLoader {

    private static final List<String> CONFIGS = List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg");
    private static final List<String> PASSWORDS = List.of("/boot/grub2/user.cfg", "/boot/grub/user.cfg");
    private static final int LIMIT = 4 << 20;

    private BootLoader() {}

    public static Group read(HostRoot root, FileFacts files) {
        Node grub = new Lookup(root).present(CONFIGS);
        List<String> paths = new ArrayList<>();
        for (String path : CONFIGS) {
            if (!(root.stat(path) instanceof Read.Absent<Stat>)) {
                paths.add(path);
            }
        }
        for (String path : PASSWORDS) {
            if (!(root.stat(path) instanceof Read.Absent<Stat>)) {
                paths.add(path);
            }
        }
        Globs globs = new Globs(root);
        paths.addAll(globs.find("/boot/efi/EFI/*/grub.cfg"));
        return Group.builder()
                .put("grub", grub)
                .put("files", files.list(paths, "/boot"))
                .put("password", password(root, paths))
                .build();
    }

    /** Both a superuser and his password have to be there; of the password nothing is kept. */
    private static Node password(HostRoot root, List<String> paths) {
        boolean superuser = false;
        String where = "";
        for (String path : paths) {
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Read.Failed<String> failed) {
                return failed.unknown();
            }
            if (!(read instanceof Read.Found<String>(String text))) {
                continue;
            }
            for (Lines.Line line : Lines.of(text)) {
                String plain = line.text();
                superuser |= plain.startsWith("set superusers=") && plain.length() > "set superusers=\"\"".length();
                boolean of = plain.startsWith("password_pbkdf2 ") || plain.startsWith("GRUB2_PASSWORD=grub.");
                // Red Hat's grub.cfg takes the password from user.cfg, where there is one
                if (of && !plain.contains("${")) {
                    where = path + ":" + line.number();
                }
            }
        }
        return new Known(superuser && !where.isEmpty(), where.isEmpty() ? "/boot" : where);
    }
}
