package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of some modules a kernel has, by depmod's lists beside them (modules.dep(5)): those built in, and those that lie
 * there as files.
 *
 * @param builtIn names and the lines' sources; Absent where there is no list
 * @param loadable the same of the files
 */
record ModuleFiles(Read<Map<String, String>> builtIn, Read<Map<String, String>> loadable) {

    private static final int LIMIT = 8 << 20;

    static ModuleFiles read(HostRoot root, String release, Set<String> wanted) {
        String directory = "/lib/modules/" + release;
        if (root.stat(directory) instanceof Read.Absent<?>) {
            // an image whose /lib is no link
            directory = "/usr/lib/modules/" + release;
        }
        return new ModuleFiles(
                list(root, directory + "/modules.builtin", wanted), list(root, directory + "/modules.dep", wanted));
    }

    private static Read<Map<String, String>> list(HostRoot root, String path, Set<String> wanted) {
        return root.text(path, LIMIT).map(text -> names(text, path, wanted));
    }

    /** {@code kernel/fs/udf/udf.ko.xz: kernel/lib/crc-itu-t.ko.xz}, of which only the first name counts. */
    static Map<String, String> names(String text, String path, Set<String> wanted) {
        Map<String, String> names = new HashMap<>();
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            String name = name(text, from, end);
            if (name != null && wanted.contains(name)) {
                names.putIfAbsent(name, path + ":" + number);
            }
            from = end + 1;
        }
        return names;
    }

    private static @Nullable String name(String text, int from, int end) {
        int extension = text.indexOf(".ko", from, end);
        if (extension < 0) {
            return null;
        }
        int start = extension;
        while (start > from && text.charAt(start - 1) != '/') {
            start--;
        }
        return text.substring(start, extension).replace('-', '_');
    }
}
