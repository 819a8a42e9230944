package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The profiles in the kernel, by {@code /sys/kernel/security/apparmor/profiles}, which only root may open. */
final class LoadedProfiles {

    static final String LIST = "/sys/kernel/security/apparmor/profiles";

    private static final String DETAIL = "/sys/kernel/security/apparmor/policy/profiles";
    private static final int LIMIT = 4 << 20;
    private static final int SMALL = 64 << 10;
    private static final int MOST = 20_000;

    private final HostRoot root;
    /** Directories of {@link #DETAIL} by the name that the kernel makes of a profile's. */
    private @Nullable Map<String, String> directories;

    LoadedProfiles(HostRoot root) {
        this.root = root;
    }

    /**
     * One of them.
     *
     * @param mode enforce, complain, kill, prompt, unconfined or what later kernels have
     */
    record Profile(String name, String mode, int line) {

        /** A part of another one, loaded and kept with it. */
        boolean child() {
            return name.contains("//");
        }

        /** In a namespace of its own, as containers of LXD and nested hosts load them. */
        boolean elsewhere() {
            return name.startsWith(":");
        }

        String source() {
            return LIST + ":" + line;
        }
    }

    /** {@code name (mode)}, where the name may hold blanks and parentheses itself. */
    static @Nullable Profile profile(String text, int line) {
        int open = text.lastIndexOf(" (");
        return open <= 0 || !text.endsWith(")")
                ? null
                : new Profile(text.substring(0, open), text.substring(open + 2, text.length() - 1), line);
    }

    /** All of them; a line that is none makes the list Failed, since it may hide one. */
    Read<List<Profile>> list() {
        Read<String> read = root.text(LIST, LIMIT);
        if (!(read instanceof Read.Found<String>(String text))) {
            return read.map(_ -> List.of());
        }
        Map<String, Profile> profiles = new LinkedHashMap<>();
        int from = 0;
        int number = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String line = text.substring(from, end);
            from = end + 1;
            number++;
            if (line.isEmpty()) {
                continue;
            }
            Profile profile = profile(line, number);
            if (profile == null || profiles.size() == MOST) {
                return new Read.Failed<>(LIST, "is no list of profiles in line " + number);
            }
            profiles.putIfAbsent(profile.name(), profile);
        }
        return new Read.Found<>(List.copyOf(profiles.values()));
    }

    /** Programs that a profile is for, as a pattern; empty when none is. */
    String attachment(Profile profile) {
        String directory = directory(profile.name());
        if (directory == null) {
            return "";
        }
        return root.text(DETAIL + "/" + directory + "/attach", SMALL) instanceof Read.Found<String>(String text)
                        && text.startsWith("/")
                ? text.strip()
                : "";
    }

    /** Digest of what was loaded, in hexadecimal: SHA-256, before Linux 6.8 SHA-1. Absent where the kernel keeps none. */
    Read<String> digest(Profile profile) {
        String directory = directory(profile.name());
        if (directory == null) {
            return new Read.Absent<>(DETAIL);
        }
        Read<String> digest = root.text(DETAIL + "/" + directory + "/raw_sha256", SMALL);
        return (digest instanceof Read.Absent<String>
                        ? root.text(DETAIL + "/" + directory + "/raw_sha1", SMALL)
                        : digest)
                .map(String::strip);
    }

    /**
     * Whether a profile was loaded at some time or later: its directory is made when it is. Only a running kernel tells; the
     * times of a copy are those of copying.
     */
    boolean loadedSince(Profile profile, Instant time) {
        String directory = directory(profile.name());
        return root.live()
                && directory != null
                && root.stat(DETAIL + "/" + directory) instanceof Read.Found<Stat>(Stat stat)
                && !stat.modified().isBefore(time);
    }

    private @Nullable String directory(String name) {
        Map<String, String> known = directories;
        if (known == null) {
            known = new HashMap<>();
            if (root.list(DETAIL, MOST) instanceof Read.Found<List<String>>(List<String> names)) {
                for (String entry : names) {
                    // a number at the end tells those of one name apart
                    int dot = entry.lastIndexOf('.');
                    if (dot > 0) {
                        known.merge(entry.substring(0, dot), entry, (a, b) -> "");
                    }
                }
            }
            directories = known;
        }
        String found = known.get(mangled(name));
        return found == null || found.isEmpty() ? null : found;
    }

    /** security/apparmor/apparmorfs.c: mangle_name. */
    static String mangled(String name) {
        StringBuilder out = new StringBuilder(name.length());
        int at = 0;
        while (at < name.length() && (name.charAt(at) == '/' || name.charAt(at) == '.')) {
            at++;
        }
        for (; at < name.length(); at++) {
            char c = name.charAt(at);
            if (c == '/') {
                out.append('.');
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                out.append('_');
            } else if (c < 128 && (Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** By name, for looking up. */
    static Map<String, Profile> byName(List<Profile> profiles) {
        Map<String, Profile> names = new HashMap<>();
        for (Profile profile : new ArrayList<>(profiles)) {
            names.put(profile.name(), profile);
        }
        return names;
    }
}
