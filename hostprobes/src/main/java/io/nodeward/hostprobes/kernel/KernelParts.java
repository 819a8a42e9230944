package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the running kernel has a part of itself in memory. Whoever asks for one by a socket would make the kernel load it,
 * which a look at a host must not do.
 */
public final class KernelParts {

    private static final int LIMIT = 1 << 20;

    private KernelParts() {}

    /**
     * Looks for one.
     *
     * @param module {@code nf_tables}
     * @param option the same as the kernel's configuration calls it: {@code NF_TABLES}
     * @return null where it cannot be told
     */
    public static @Nullable Boolean has(HostRoot root, KernelBuild build, String module, String option) {
        LoadedModules loaded = new LoadedModules(root);
        if (loaded.has(module)) {
            return true;
        }
        if (loaded.read() instanceof Read.Absent<String>) {
            // a kernel that can load nothing: to ask it is harmless
            return root.live() ? Boolean.TRUE : null;
        }
        String release = build.release();
        if (loaded.read() instanceof Read.Failed<String> || release == null) {
            return null;
        }
        for (String directory : new String[] {"/lib/modules/", "/usr/lib/modules/"}) {
            String path = directory + release + "/modules.builtin";
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                Map<String, String> names = ModuleFiles.names(text, path, Set.of(module));
                return names.containsKey(module);
            }
        }
        BuildConfig options = build.options();
        return options == null ? null : options.set(option);
    }
}
