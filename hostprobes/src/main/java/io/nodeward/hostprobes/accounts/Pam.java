package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PAM does about passwords, type Pam, for the services by which people come in. */
public final class Pam {

    private static final List<String> ENTRANCES = List.of("login", "sshd", "su", "sudo");
    private static final Set<String> LOCKING = Set.of("pam_faillock.so", "pam_tally2.so", "pam_tally.so");
    private static final Set<String> QUALITY = Set.of("pam_pwquality.so", "pam_passwdqc.so", "pam_cracklib.so");
    private static final Set<String> HASHES =
            Set.of("yescrypt", "gost_yescrypt", "sha512", "sha256", "blowfish", "md5", "bigcrypt");
    private static final String FAILLOCK = "/etc/security/faillock.conf";
    private static final int LIMIT = 256 << 10;
    private static final int ENTRIES = 500;

    private final HostRoot root;
    private final PamStack stack;

    private Pam(HostRoot root) {
        this.root = root;
        this.stack = new PamStack(root);
    }

    /** @param loginDefs of type LoginDefs; its ENCRYPT_METHOD counts where pam_unix names no hash */
    public static Group read(HostRoot root, Group loginDefs) {
        return new Pam(root).facts(LoginDefs.fact(loginDefs, "encrypt_method"));
    }

    private Group facts(Node encryptMethod) {
        boolean present = stack.has("other") || stack.has("login") || stack.has("sshd") || stack.has("common-auth");
        List<String> nullok = new ArrayList<>();
        List<String> unlocked = new ArrayList<>();
        PamStack.Entry lock = null;
        for (String service : ENTRANCES) {
            if (!stack.has(service)) {
                continue;
            }
            boolean locks = false;
            for (PamStack.Entry entry : stack.of(service, "auth")) {
                if (entry.module().equals("pam_unix.so") && entry.has("nullok") && !nullok.contains(entry.source())) {
                    nullok.add(entry.source());
                }
                if (LOCKING.contains(entry.module())) {
                    locks = true;
                    lock = lock == null ? entry : lock;
                }
            }
            if (!locks && (service.equals("login") || service.equals("sshd"))) {
                unlocked.add(service);
            }
        }
        PamStack.Entry quality = null;
        PamStack.Entry unix = null;
        boolean history = false;
        for (PamStack.Entry entry : stack.of("passwd", "password")) {
            quality = QUALITY.contains(entry.module()) ? entry : quality;
            unix = entry.module().equals("pam_unix.so") ? entry : unix;
            history |= entry.module().equals("pam_pwhistory.so")
                    || (entry.module().equals("pam_unix.so") && entry.value("remember") != null);
        }
        return all(present, nullok, unlocked, lock, quality, unix, history, encryptMethod);
    }

    private Group all(
            boolean present,
            List<String> nullok,
            List<String> unlocked,
            PamStack.@Nullable Entry lock,
            PamStack.@Nullable Entry quality,
            PamStack.@Nullable Entry unix,
            boolean history,
            Node encryptMethod) {
        Known suRestricted = suRestricted();
        Read.Failed<?> unread = stack.unread();
        if (unread != null) {
            Unknown why = unread.unknown();
            return Group.builder()
                    .put("present", true, unread.path())
                    .put("nullok", why)
                    .put("without_lockout", why)
                    .put("lockout_tries", why)
                    .put("lockout_seconds", why)
                    .put("quality", why)
                    .put("least_length", why)
                    .put("history", why)
                    .put("hash", why)
                    .put("su_restricted", why)
                    .build();
        }
        String source = "/etc/pam.d";
        Group.Builder facts = Group.builder()
                .put("present", present, source)
                .put("nullok", nullok, nullok.isEmpty() ? source : nullok.getFirst())
                .put("without_lockout", unlocked, lock == null ? source : lock.source())
                .put("quality", quality != null, quality == null ? source : quality.source())
                .put("history", history, source);
        if (lock != null) {
            facts.put("lockout_tries", lockout(lock, "deny", 3))
                    .put("lockout_seconds", lockout(lock, "unlock_time", 600));
        }
        if (quality != null) {
            facts.put("least_length", length(quality));
        }
        if (unix != null) {
            facts.put("hash", hash(unix, encryptMethod));
        }
        if (suRestricted != null) {
            facts.put("su_restricted", suRestricted);
        }
        return facts.build();
    }

    private static Node number(String text, String source) {
        if (text.equals("never")) {
            return new Known(0L, source);
        }
        long value = Lines.number(text);
        return value < 0 ? new Unknown("is no number", source) : new Known(value, source);
    }

    /** Arguments come before /etc/security/faillock.conf (pam_faillock(8)). */
    private Node lockout(PamStack.Entry lock, String name, long standard) {
        String value = lock.value(name);
        if (value != null) {
            return number(value, lock.source());
        }
        return setting(List.of(FAILLOCK), name, standard, "default (pam_faillock)");
    }

    /** The last line {@code name = value} of files. */
    private Node setting(List<String> paths, String name, long standard, String who) {
        Node node = new Known(standard, who);
        for (String path : paths) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Failed<String> failed) {
                return failed.unknown();
            }
            if (text instanceof Read.Found<String>(String found)) {
                for (Lines.Line line : Lines.of(found)) {
                    int equals = line.text().indexOf('=');
                    if (equals > 0 && line.text().substring(0, equals).strip().equals(name)) {
                        node = number(line.text().substring(equals + 1).strip(), path + ":" + line.number());
                    }
                }
            }
        }
        return node;
    }

    private Node length(PamStack.Entry quality) {
        String value = quality.value("minlen");
        if (value != null) {
            return number(value, quality.source());
        }
        if (!quality.module().equals("pam_pwquality.so")) {
            return new Unknown("is told in another way by " + quality.module(), quality.source());
        }
        List<String> paths = new ArrayList<>(List.of("/etc/security/pwquality.conf"));
        String directory = "/etc/security/pwquality.conf.d";
        Read<List<String>> listed = root.list(directory, ENTRIES);
        if (listed instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.endsWith(".conf")) {
                    paths.add(directory + "/" + name);
                }
            }
        }
        return setting(paths, "minlen", 8, "default (pam_pwquality)");
    }

    private static Node hash(PamStack.Entry unix, Node encryptMethod) {
        for (String argument : unix.arguments()) {
            if (HASHES.contains(argument)) {
                return new Known(argument, unix.source());
            }
        }
        return encryptMethod instanceof Known known
                ? known.with(known.value().toString().toLowerCase(Locale.ROOT))
                : encryptMethod;
    }

    /** Whether pam_wheel stands before everybody but root; null where there is no su. */
    private @Nullable Known suRestricted() {
        if (!stack.has("su")) {
            return null;
        }
        for (PamStack.Entry entry : stack.of("su", "auth")) {
            boolean demands =
                    entry.control().equals("required") || entry.control().equals("requisite");
            if (entry.module().equals("pam_wheel.so") && demands && !entry.has("deny")) {
                return new Known(true, entry.source());
            }
        }
        return new Known(false, "/etc/pam.d/su");
    }
}
