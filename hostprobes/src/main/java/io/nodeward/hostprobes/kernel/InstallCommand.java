package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** What a command that stands in place of loading a module comes to. */
final class InstallCommand {

    private static final List<String> HARMLESS =
            List.of("false", "true", ":", "exit", "echo", "printf", "logger", "sleep", "nologin");
    private static final int SCRIPT = 64 << 10;

    private InstallCommand() {}

    /** Whether the module is certainly not loaded (true), may be (false), or null where it cannot be told. */
    static @Nullable Boolean blocks(HostRoot root, String command) {
        if (loads(command)) {
            return false;
        }
        StringTokenizer parts = new StringTokenizer(command.replace(">&", ">"), ";&|\n");
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken().strip();
            if (part.isEmpty()) {
                continue;
            }
            Boolean harmless = harmless(root, part.substring(0, Lines.blank(part, 0)));
            if (harmless == null || !harmless) {
                return harmless;
            }
        }
        return true;
    }

    private static @Nullable Boolean harmless(HostRoot root, String program) {
        if (HARMLESS.contains(program.substring(program.lastIndexOf('/') + 1))) {
            return true;
        }
        if (!program.startsWith("/")) {
            return null;
        }
        Read<String> script = root.text(program, SCRIPT);
        if (script instanceof Read.Found<String>(String text)) {
            // a script that somebody wrote to say no, as security-misc's
            return text.startsWith("#!") ? (loads(text) ? Boolean.FALSE : Boolean.TRUE) : null;
        }
        return script instanceof Read.Absent<String> ? Boolean.TRUE : null;
    }

    private static boolean loads(String text) {
        return word(text, "modprobe")
                || word(text, "insmod")
                || word(text, "kmod")
                || text.indexOf('`') >= 0
                || text.contains("$(");
    }

    /** Names of configuration files, modprobe.d and the like, load nothing. */
    private static boolean word(String text, String name) {
        int at = text.indexOf(name);
        while (at >= 0) {
            int end = at + name.length();
            if (end == text.length() || (text.charAt(end) != '.' && text.charAt(end) != '-')) {
                return true;
            }
            at = text.indexOf(name, end);
        }
        return false;
    }
}
