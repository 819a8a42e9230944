package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel was built with (Documentation/kbuild/kconfig.rst): the options that are set, by their names without
 * {@code CONFIG_}. One that is not set, and one that this version or architecture does not have, are not in it.
 *
 * @param version as {@link KernelBuild#version} has it, by its first lines; zero where they do not say
 * @param architecture {@code x86_64}, {@code arm64}, … as the options of architectures say; empty for others
 */
record BuildConfig(Map<String, String> options, int version, String architecture, String source) {

    private static final String HEAD = " Kernel Configuration";
    private static final int LIMIT = 2 << 20;
    private static final int MOST = 50_000;

    /** Architectures, each by the option that only it has. */
    private static final String[] ARCHITECTURES = {
        "X86_64 x86_64",
        "ARM64 arm64",
        "S390 s390",
        "PPC64 ppc64",
        "RISCV riscv",
        "LOONGARCH loongarch",
        "X86_32 i386",
        "ARM arm"
    };

    /** The running kernel's own file, or that of its release in the places where distributions keep it. */
    static Read<BuildConfig> read(HostRoot root, @Nullable String release) {
        Read<byte[]> own = root.bytes("/proc/config.gz", LIMIT);
        if (own instanceof Read.Found<byte[]>(byte[] packed)) {
            return unpacked(packed);
        }
        if (own instanceof Read.Failed<byte[]>(String path, String reason)) {
            return new Read.Failed<>(path, reason);
        }
        String first = release == null ? "/boot" : "/boot/config-" + release;
        if (release != null) {
            String[] places = {
                first,
                "/usr/lib/modules/" + release + "/config",
                "/lib/modules/" + release + "/config",
                "/usr/lib/ostree-boot/config-" + release,
                "/lib/modules/" + release + "/build/.config"
            };
            for (String path : places) {
                Read<String> read = root.text(path, LIMIT);
                if (read instanceof Read.Found<String>(String text)) {
                    return of(text, path);
                }
                if (read instanceof Read.Failed<String>(String at, String reason)) {
                    return new Read.Failed<>(at, reason);
                }
            }
        }
        return new Read.Absent<>(first);
    }

    private static Read<BuildConfig> unpacked(byte[] packed) {
        String source = "/proc/config.gz";
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), 32 << 10)) {
            byte[] all = new byte[512 << 10];
            int length = 0;
            while (true) {
                int read = in.read(all, length, all.length - length);
                if (read < 0) {
                    return of(new String(all, 0, length, StandardCharsets.UTF_8), source);
                }
                length += read;
                if (length == all.length) {
                    if (length > LIMIT) {
                        return new Read.Failed<>(source, "unpacks to more than 2 MiB");
                    }
                    all = Arrays.copyOf(all, 2 * length);
                }
            }
        } catch (IOException e) {
            return new Read.Failed<>(source, "is not packed as gzip packs");
        }
    }

    /** Failed for a text that sets nothing at all, which is no configuration. */
    static Read<BuildConfig> of(String text, String source) {
        Map<String, String> options = new HashMap<>();
        int version = 0;
        int head = text.indexOf(HEAD);
        if (head > 0 && head < 400) {
            // # Linux/x86 6.1.76 Kernel Configuration
            version = KernelBuild.version(text.substring(text.lastIndexOf(' ', head - 1) + 1, head));
        }
        int from = text.startsWith("CONFIG_") ? 0 : text.indexOf("\nCONFIG_") + 1;
        while (from < text.length() && options.size() < MOST) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            if (text.startsWith("CONFIG_", from)) {
                int equals = text.indexOf('=', from, end);
                if (equals > 0) {
                    options.put(text.substring(from + "CONFIG_".length(), equals), value(text, equals + 1, end));
                }
            }
            from = end + 1;
        }
        if (options.isEmpty()) {
            return new Read.Failed<>(source, "is no configuration of a kernel");
        }
        String architecture = "";
        for (String entry : ARCHITECTURES) {
            int blank = entry.indexOf(' ');
            if (architecture.isEmpty() && options.containsKey(entry.substring(0, blank))) {
                architecture = entry.substring(blank + 1);
            }
        }
        return new Read.Found<>(new BuildConfig(options, version, architecture, source));
    }

    private static String value(String text, int from, int end) {
        int last = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
        boolean quoted = last - from >= 2 && text.charAt(from) == '"' && text.charAt(last - 1) == '"';
        return quoted ? text.substring(from + 1, last - 1) : text.substring(from, last);
    }

    /** What an option is set to; {@code n} where it is not. */
    String get(String option) {
        String value = options.get(option);
        return value == null ? "n" : value;
    }

    boolean set(String option) {
        return "y".equals(options.get(option));
    }

    /** For a person: where an option stands, and how. */
    String source(String option) {
        String value = options.get(option);
        return value == null
                ? source + ": CONFIG_" + option + " is not set"
                : source + ": CONFIG_" + option + "=" + value;
    }
}
