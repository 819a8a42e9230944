package io.nodeward.hostprobes.binaries;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.pki.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator's signed list of what programs should be, type BinaryManifest: lines as sha256sum and sha512sum write them,
 * the signature beside it in a file with {@code .sig} at its end. A path may stand there several times, as versions of it are
 * rolled out.
 *
 * <p>The files are those of the machine that nodeward runs on, also when it looks at another tree: what is in an image must
 * not vouch for that image. Their paths mean the tree's files. Nothing of the list is believed unless its signature is the
 * key's, and nobody else could have put another key or list there.
 */
final class Manifest {

    private static final int LIMIT = 8 << 20;
    private static final int SMALL = 64 << 10;
    private static final int MOST = 20_000;

    private final String path;
    private final String key;
    private final Map<String, List<Entry>> entries = new LinkedHashMap<>();
    private final List<String> untrusted = new ArrayList<>();
    private Node signed = new Known(false, "configuration");
    private String signer = "";
    private @Nullable Unknown problem;

    /** @param hex in lower case, of SHA-256 or SHA-512 by its length */
    record Entry(String hex, int line) {
        String algorithm() {
            return hex.length() == 64 ? "SHA-256" : "SHA-512";
        }
    }

    private Manifest(String path, String key) {
        this.path = path;
        this.key = key;
    }

    /** Reads what is configured, if anything is. */
    static Manifest read(HostRoot root, BinaryChecks checks) {
        Manifest manifest = new Manifest(checks.manifest(), checks.key());
        if (!manifest.configured()) {
            return manifest;
        }
        if (root.live()) {
            manifest.all(root);
            return manifest;
        }
        try (HostRoot own = HostRoot.open(Path.of("/"))) {
            manifest.all(own);
        } catch (IOException e) {
            manifest.problem = new Unknown("cannot be read", checks.manifest());
            manifest.signed = manifest.problem;
        }
        return manifest;
    }

    boolean configured() {
        return !path.isEmpty();
    }

    /** Why it says nothing, or null. */
    @Nullable Unknown problem() {
        return problem;
    }

    /** What a file should be; empty for one that it does not name. */
    List<Entry> of(String file) {
        return entries.getOrDefault(file, List.of());
    }

    /** The files that it names, in its order. */
    Iterable<String> files() {
        return entries.keySet();
    }

    String source(Entry entry) {
        return path + ":" + entry.line();
    }

    String path() {
        return path;
    }

    /** @param missing files that it names and that are not there */
    Group facts(List<String> missing) {
        Group.Builder facts = Group.builder().put("configured", configured(), "configuration");
        if (!configured()) {
            return facts.build();
        }
        facts.put("path", path, "configuration")
                .put("key", key, "configuration")
                .put("signed", signed)
                .put("untrusted", untrusted, path);
        if (!signer.isEmpty()) {
            facts.put("signer", signer, key);
        }
        return facts.put("missing", problem == null ? new Known(missing, path) : problem)
                .build();
    }

    private void all(HostRoot own) {
        int self = own.stat("/proc/self") instanceof Read.Found<Stat>(Stat stat) ? stat.uid() : 0;
        for (String file : List.of(path, key, path + ".sig")) {
            // whoever writes the signature's file cannot make a signature
            if (!file.endsWith(".sig")) {
                trust(own, file, self);
            }
        }
        byte[] text = bytes(own, path, LIMIT);
        byte[] pem = bytes(own, key, SMALL);
        byte[] signature = bytes(own, path + ".sig", SMALL);
        if (text == null || pem == null || signature == null) {
            signed = problem == null ? new Unknown("cannot be read", path) : problem;
            return;
        }
        byte[] info = ManifestSignature.key(pem);
        List<String> algorithms = info == null ? List.of() : ManifestSignature.algorithms(info);
        if (info == null || algorithms.isEmpty()) {
            fail(new Unknown("is no public key in PEM of Ed25519, P-256, P-384 or RSA with 2048 bits or more", key));
            signed = new Unknown("is no public key in PEM of Ed25519, P-256, P-384 or RSA with 2048 bits or more", key);
            return;
        }
        signer = (algorithms.size() > 1 ? "P-384" : name(algorithms.getFirst())) + " key, SHA-256 " + Sha256.hex(info);
        boolean valid = ManifestSignature.verifies(info, text, signature);
        signed = new Known(valid, path + ".sig by " + key);
        if (!valid) {
            fail(new Unknown("is not the key's signature, so that the manifest says nothing", path + ".sig"));
        } else if (!untrusted.isEmpty()) {
            fail(new Unknown(
                    "says nothing, since others than root can change it or its key: " + untrusted.getFirst(), path));
        } else {
            parse(new String(text, StandardCharsets.UTF_8));
        }
    }

    private static String name(String algorithm) {
        return switch (algorithm) {
            case "SHA256withRSA" -> "RSA";
            case "SHA256withECDSA" -> "P-256";
            default -> algorithm;
        };
    }

    private void fail(Unknown why) {
        if (problem == null) {
            problem = why;
        }
    }

    private byte @Nullable [] bytes(HostRoot own, String file, int limit) {
        Read<byte[]> read = own.bytes(file, limit);
        if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            return bytes;
        }
        fail(read instanceof Read.Failed<byte[]> failed ? failed.unknown() : new Unknown("does not exist", file));
        return null;
    }

    /** A file counts, by all names that lead to it, if nobody but root, or who runs this, can change it or a directory above it. */
    private void trust(HostRoot own, String file, int self) {
        if (!(own.stat(file) instanceof Read.Found<Stat>(Stat stat))) {
            return;
        }
        Map<String, Boolean> seen = new HashMap<>();
        for (String way : List.of(stat.path(), file)) {
            for (int slash = way.lastIndexOf('/'); slash >= 0; slash = way.lastIndexOf('/', slash - 1)) {
                String directory = slash == 0 ? "/" : way.substring(0, slash);
                if (seen.put(directory, true) == null && own.stat(directory) instanceof Read.Found<Stat>(Stat above)) {
                    judge(directory, above, self);
                }
                if (slash == 0) {
                    break;
                }
            }
        }
        judge(stat.path(), stat, self);
    }

    private void judge(String file, Stat stat, int self) {
        boolean sticky = stat.type() == Stat.Type.DIRECTORY && (stat.mode() & 01000) != 0;
        if ((stat.uid() != 0 && stat.uid() != self) || ((stat.mode() & 0022) != 0 && !sticky)) {
            String said = file + " (uid " + Integer.toUnsignedString(stat.uid()) + ", " + stat.octal() + ")";
            if (!untrusted.contains(said)) {
                untrusted.add(said);
            }
        }
    }

    /** A line is a hash, a blank, a blank or a star, and an absolute path. */
    private void parse(String text) {
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String line = text.substring(from, end);
            from = end + 1;
            number++;
            if (line.endsWith("\r")) {
                line = line.substring(0, line.length() - 1);
            }
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Unknown wrong = number > MOST ? new Unknown("has more than " + MOST + " lines", path) : add(line, number);
            if (wrong != null) {
                entries.clear();
                problem = wrong;
                return;
            }
        }
        if (entries.isEmpty()) {
            problem = new Unknown("names no file", path);
        }
    }

    private @Nullable Unknown add(String line, int number) {
        int blank = line.indexOf(' ');
        String where = path + ":" + number;
        if ((blank != 64 && blank != 128) || !hexadecimal(line, blank) || line.length() < blank + 3) {
            return new Unknown("is no line as sha256sum or sha512sum writes it", where);
        }
        char mark = line.charAt(blank + 1);
        String file = line.substring(blank + 2);
        if ((mark != ' ' && mark != '*') || !file.startsWith("/")) {
            return new Unknown("names no absolute path", where);
        }
        entries.computeIfAbsent(file, _ -> new ArrayList<>(1)).add(new Entry(lower(line.substring(0, blank)), number));
        return null;
    }

    private static String lower(String hex) {
        StringBuilder lower = new StringBuilder(hex.length());
        for (int i = 0; i < hex.length(); i++) {
            lower.append(Character.forDigit(Character.digit(hex.charAt(i), 16), 16));
        }
        return lower.toString();
    }

    private static boolean hexadecimal(String text, int end) {
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
