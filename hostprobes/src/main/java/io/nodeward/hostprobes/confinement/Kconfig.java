package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel's build says of its security modules (security/Kconfig).
 *
 * @param order CONFIG_LSM, or the single module that kernels before 5.1 start; null when neither is there
 * @param apparmor whether AppArmor is built in
 * @param selinux whether SELinux is built in
 */
record Kconfig(@Nullable String order, boolean apparmor, boolean selinux, String source) {

    private static final int LIMIT = 1 << 20;

    /** The configuration of the running kernel, or of the only kernel that an image has; null when there is none. */
    static @Nullable Kconfig find(HostRoot root) {
        String release = root.text("/proc/sys/kernel/osrelease", 256) instanceof Read.Found<String>(String text)
                ? text.strip()
                : "";
        if (release.isEmpty()
                && root.list("/usr/lib/modules", 1000) instanceof Read.Found<List<String>>(List<String> names)) {
            release = names.isEmpty() ? "" : names.getLast();
        }
        if (release.isEmpty() || release.indexOf('/') >= 0) {
            return null;
        }
        for (String path : List.of(
                "/boot/config-" + release,
                "/usr/lib/modules/" + release + "/config",
                "/lib/modules/" + release + "/config")) {
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                return of(text, path);
            }
        }
        return null;
    }

    static Kconfig of(String text, String source) {
        String order = value(text, "CONFIG_LSM");
        return new Kconfig(
                order == null ? value(text, "CONFIG_DEFAULT_SECURITY") : order,
                "y".equals(value(text, "CONFIG_SECURITY_APPARMOR")),
                "y".equals(value(text, "CONFIG_SECURITY_SELINUX")),
                source);
    }

    /** Whether a module is built in; for one that is not looked at here, true. */
    boolean has(String module) {
        return module.equals("apparmor") ? apparmor : !module.equals("selinux") || selinux;
    }

    private static @Nullable String value(String text, String name) {
        String start = name + "=";
        int at = text.startsWith(start) ? 0 : text.indexOf("\n" + start) + 1;
        if (at == 0 && !text.startsWith(start)) {
            return null;
        }
        int from = at + start.length();
        int end = text.indexOf('\n', from);
        return text.substring(from, end < 0 ? text.length() : end).strip().replace("\"", "");
    }
}
