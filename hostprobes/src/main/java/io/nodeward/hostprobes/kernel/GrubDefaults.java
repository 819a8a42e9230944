package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.confinement.KernelLine;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * What /etc/default/grub wants of the command line and no boot line has yet, since it takes effect only through
 * update-grub or grub2-mkconfig.
 */
final class GrubDefaults {

    private static final String FILE = "/etc/default/grub";
    private static final String DIRECTORY = "/etc/default/grub.d";
    private static final String[] VARIABLES = {"GRUB_CMDLINE_LINUX_DEFAULT", "GRUB_CMDLINE_LINUX"};
    private static final int LIMIT = 256 << 10;
    private static final int MOST = 200;

    private final HostRoot root;
    private final String[] values = {"", ""};

    private GrubDefaults(HostRoot root) {
        this.root = root;
    }

    /** Parameters that matter, as a list of texts; unknown where a file or a boot line cannot be read. */
    static Node pending(HostRoot root, List<CmdlineGiven> lines, List<Read.Failed<?>> unread) {
        GrubDefaults defaults = new GrubDefaults(root);
        Node failed = defaults.read();
        if (failed != null) {
            return failed;
        }
        if (!unread.isEmpty()) {
            return unread.getFirst().unknown();
        }
        return new Known(defaults.missing(lines), FILE);
    }

    private @org.jspecify.annotations.Nullable Node read() {
        List<String> paths = new ArrayList<>();
        paths.add(FILE);
        Read<List<String>> listed = root.list(DIRECTORY, MOST);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith(".cfg")) {
                    paths.add(DIRECTORY + "/" + name);
                }
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        for (String path : paths) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Failed<String> failed) {
                return failed.unknown();
            }
            if (text instanceof Read.Found<String>(String found)) {
                Lines lines = new Lines(found);
                while (lines.more()) {
                    assignment(lines.next().strip());
                }
            }
        }
        return null;
    }

    /** {@code GRUB_CMDLINE_LINUX="quiet $GRUB_CMDLINE_LINUX"}; += adds. Lines with commands in them are passed over. */
    private void assignment(String line) {
        for (int i = 0; i < VARIABLES.length; i++) {
            if (!line.startsWith(VARIABLES[i])) {
                continue;
            }
            String rest = line.substring(VARIABLES[i].length());
            boolean adds = rest.startsWith("+=");
            if (!adds && !rest.startsWith("=")) {
                continue;
            }
            String value = unquoted(rest.substring(adds ? 2 : 1));
            String before = values[i];
            value = value.replace("${" + VARIABLES[i] + "}", before).replace("$" + VARIABLES[i], before);
            if (value.length() < LIMIT) {
                values[i] = adds ? before + " " + value : value;
            }
            return;
        }
    }

    private static String unquoted(String text) {
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        if (quote != '"' && quote != '\'') {
            return text.substring(0, Lines.blank(text, 0));
        }
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length() && text.charAt(i) != quote; i++) {
            if (quote == '"' && text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            value.append(text.charAt(i));
        }
        return value.toString();
    }

    private List<String> missing(List<CmdlineGiven> lines) {
        List<String> missing = new ArrayList<>();
        boolean any = false;
        for (CmdlineGiven line : lines) {
            any |= !line.recovery();
        }
        if (!any) {
            // another boot loader, or none
            return missing;
        }
        CmdlineGiven wanted = new CmdlineGiven(KernelLine.of(values[1] + " " + values[0], FILE));
        for (String name : CmdlineNames.ALL) {
            Known value = wanted.last(name);
            if (value == null || value.value().toString().indexOf('$') >= 0) {
                continue;
            }
            boolean there = false;
            for (CmdlineGiven line : lines) {
                Known its = line.last(name);
                there |= !line.recovery() && its != null && its.value().equals(value.value());
            }
            if (!there) {
                missing.add(value.value().equals("") ? name : name + "=" + value.value());
            }
        }
        return missing;
    }
}
