package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command lines that the next boot may give the kernel, as boot loaders keep them: GRUB's own script, entries of the Boot
 * Loader Specification, and {@code /etc/kernel/cmdline} from which these are made.
 */
public final class BootLines {

    private static final int LIMIT = 1 << 20;
    private static final int MOST = 100;

    private final HostRoot root;
    private final List<KernelLine> lines = new ArrayList<>();
    private final List<Read.Failed<?>> unread = new ArrayList<>();

    private BootLines(HostRoot root) {
        this.root = root;
    }

    /** The line of the running kernel; null when there is none to be seen. */
    static @Nullable KernelLine running(HostRoot root) {
        return root.text("/proc/cmdline", LIMIT) instanceof Read.Found<String>(String text)
                ? KernelLine.of(text, "/proc/cmdline")
                : null;
    }

    /** What is kept on disk; those that cannot be read, as happens without root, are left out. */
    static List<KernelLine> kept(HostRoot root) {
        return read(root).lines;
    }

    /** What is kept on disk, and where there may be more. */
    public static BootLines read(HostRoot root) {
        BootLines found = new BootLines(root);
        for (String path : List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg")) {
            String text = found.text(path);
            if (text != null) {
                found.grub(path, text);
            }
        }
        for (String directory : List.of("/boot/loader/entries", "/boot/efi/loader/entries", "/efi/loader/entries")) {
            for (String name : found.names(directory)) {
                if (name.endsWith(".conf")) {
                    found.entry(directory + "/" + name);
                }
            }
        }
        for (String directory : List.of("/boot/EFI/Linux", "/boot/efi/EFI/Linux", "/efi/EFI/Linux")) {
            for (String name : found.names(directory)) {
                if (name.endsWith(".efi")) {
                    found.unread.add(new Read.Failed<>(directory + "/" + name, "holds its command line in itself"));
                }
            }
        }
        String text = found.text("/etc/kernel/cmdline");
        if (text != null) {
            found.add(text, "/etc/kernel/cmdline");
        }
        return found;
    }

    /** The lines, in the order in which they were found. */
    public List<KernelLine> lines() {
        return lines;
    }

    /** Where there may be more lines than were read. */
    public List<Read.Failed<?>> unread() {
        return unread;
    }

    private @Nullable String text(String path) {
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            unread.add(failed);
        }
        return read instanceof Read.Found<String>(String text) ? text : null;
    }

    private List<String> names(String directory) {
        Read<List<String>> read = root.list(directory, MOST);
        if (read instanceof Read.Failed<List<String>> failed) {
            unread.add(failed);
        }
        return read instanceof Read.Found<List<String>>(List<String> names) ? names : List.of();
    }

    private void add(String text, String source) {
        if (lines.size() < MOST) {
            lines.add(KernelLine.of(text, source));
        }
    }

    /** {@code linux /vmlinuz-… root=… quiet}; the same in the efi and 16 bit flavours. */
    private void grub(String path, String text) {
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            String line = text.substring(from, end).strip();
            from = end + 1;
            int blank = line.startsWith("linux") ? first(line) : -1;
            int rest = blank < 0 ? -1 : first(line.substring(blank).strip());
            if (rest > 0 && line.contains("root=")) {
                add(line.substring(blank).strip().substring(rest), path + ":" + number);
            }
        }
    }

    private static int first(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ' ' || line.charAt(i) == '\t') {
                return i;
            }
        }
        return -1;
    }

    private void entry(String path) {
        String text = text(path);
        if (text == null) {
            return;
        }
        StringBuilder options = new StringBuilder();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String line = text.substring(from, end).strip();
            from = end + 1;
            // it may stand there several times, and all count
            if (line.startsWith("options") && first(line) == "options".length()) {
                options.append(' ').append(line.substring("options".length()));
            }
        }
        String all = options.toString();
        if (!all.isBlank()) {
            add(all.contains("$kernelopts") ? all.replace("$kernelopts", environment()) : all, path);
        }
    }

    /** Fedora's entries take their options from GRUB's environment block. */
    private String environment() {
        for (String path : List.of("/boot/grub2/grubenv", "/boot/efi/EFI/redhat/grubenv")) {
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                int at = text.indexOf("\nkernelopts=");
                if (at >= 0) {
                    int end = text.indexOf('\n', at + 1);
                    return text.substring(at + "\nkernelopts=".length(), end < 0 ? text.length() : end);
                }
            }
        }
        return "";
    }
}
