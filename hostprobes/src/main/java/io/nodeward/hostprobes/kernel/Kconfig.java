package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** Options of the kernel's build, type KernelBuild. One that its version or architecture does not have is not set. */
public final class Kconfig {

    private static final String X32 = "X86_X32";

    /** Debian's own: built, and off unless syscall.x32=y is given. */
    private static final String X32_OFF = "X86_X32_DISABLED";

    private Kconfig() {}

    /** @param build the kernel that is looked at */
    public static Group read(HostRoot root, KernelBuild build) {
        Read<BuildConfig> read = build.config();
        if (!(read instanceof Read.Found<BuildConfig>(BuildConfig config))) {
            Unknown unknown = read instanceof Read.Failed<BuildConfig> failed
                    ? failed.unknown()
                    : new Unknown("there is no configuration of the kernel", path(read), !root.live());
            return Group.builder()
                    .put("architecture", unknown)
                    .put("option", unknown)
                    .build();
        }
        String release = build.release();
        int version = config.version() > 0 || release == null ? config.version() : KernelBuild.version(release);
        Group.Builder options = Group.builder();
        for (String entry : KconfigOptions.ALL) {
            StringTokenizer parts = new StringTokenizer(entry, " ");
            int first = Integer.parseInt(parts.nextToken());
            int last = Integer.parseInt(parts.nextToken());
            String architectures = parts.nextToken();
            String needs = parts.nextToken();
            String names = parts.nextToken();
            int bar = names.indexOf('|');
            Node value = value(config, names);
            boolean meant = of(config, architectures) && (needs.equals("-") || config.set(needs));
            boolean has = version == 0 || version >= first && (last == 0 || version <= last);
            String name = bar < 0 ? names : names.substring(0, bar);
            if (!meant) {
                // another architecture's option of the same name means something else
                value = null;
            } else if (value == null && has) {
                value = new Known("n", config.source(name));
            }
            if (value != null) {
                options.put(field(name), value);
            }
        }
        return Group.builder()
                .put("architecture", config.architecture(), config.source())
                .put("option", options.build())
                .build();
    }

    private static String path(Read<BuildConfig> read) {
        return read instanceof Read.Absent<BuildConfig>(String path) ? path : "/boot";
    }

    /** The first of several names that is set; one that is, the kernel has, whatever its version. */
    private static @Nullable Node value(BuildConfig config, String names) {
        if (names.startsWith(X32) && config.set(X32_OFF)) {
            return new Known("n", config.source(X32_OFF));
        }
        StringTokenizer each = new StringTokenizer(names, "|");
        while (each.hasMoreTokens()) {
            String name = each.nextToken();
            if (config.options().containsKey(name)) {
                return new Known(config.get(name), config.source(name));
            }
        }
        return null;
    }

    private static boolean of(BuildConfig config, String architectures) {
        return architectures.equals("*") || ("," + architectures + ",").contains("," + config.architecture() + ",");
    }

    private static String field(String name) {
        StringBuilder small = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            small.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return small.toString();
    }
}
