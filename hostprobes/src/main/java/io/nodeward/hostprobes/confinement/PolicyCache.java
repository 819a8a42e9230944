package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.pki.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What apparmor_parser made of the files in its directory, kept in {@code /var/cache/apparmor/<features>.<n>/<file>}: the
 * very bytes that it gives the kernel, for a file with several profiles one behind the other.
 */
final class PolicyCache {

    private static final String DIRECTORY = "/var/cache/apparmor";
    private static final int ENTRIES = 10_000;
    private static final int LARGEST = 4 << 20;
    /** More than any distribution brings along; to hash it all would take longer than the rest of an audit. */
    private static final int ALL = 8 << 20;

    private static final int SHA1_LENGTH = 40;

    /** How each profile begins: the name of its first field. */
    private static final byte[] HEAD = {4, 8, 0, 'v', 'e', 'r', 's', 'i', 'o', 'n', 0};

    private final HostRoot root;
    private @Nullable List<String> places;
    private int hashed;

    PolicyCache(HostRoot root) {
        this.root = root;
    }

    /**
     * What a file of the directory was made into.
     *
     * @param digests of the whole and of each profile in it
     * @param made when its source, as it was then, was last changed
     */
    record Compiled(String path, Set<String> digests, Instant made) {}

    /** @param file the name of the profile's file */
    List<Compiled> of(String file, String digest) {
        List<Compiled> found = new ArrayList<>();
        for (String place : places()) {
            String path = place + "/" + file;
            if (root.stat(path) instanceof Read.Found<Stat>(Stat stat)
                    && stat.size() <= ALL - hashed
                    && root.bytes(path, LARGEST) instanceof Read.Found<byte[]>(byte[] bytes)) {
                hashed += bytes.length;
                found.add(new Compiled(path, digests(bytes, digest.length() == SHA1_LENGTH), stat.modified()));
            }
        }
        return found;
    }

    private static Set<String> digests(byte[] bytes, boolean sha1) {
        Set<String> digests = new HashSet<>();
        digests.add(hex(bytes, 0, bytes.length, sha1));
        int start = next(bytes, 1);
        if (start < bytes.length) {
            int from = 0;
            while (from < bytes.length) {
                digests.add(hex(bytes, from, start, sha1));
                from = start;
                start = next(bytes, from + 1);
            }
        }
        return digests;
    }

    private static int next(byte[] bytes, int from) {
        for (int i = from; i + HEAD.length <= bytes.length; i++) {
            if (bytes[i] == HEAD[0] && Arrays.equals(bytes, i, i + HEAD.length, HEAD, 0, HEAD.length)) {
                return i;
            }
        }
        return bytes.length;
    }

    private static String hex(byte[] bytes, int from, int to, boolean sha1) {
        return sha1 ? Sha1.hex(bytes, from, to) : Sha256.hex(Arrays.copyOfRange(bytes, from, to));
    }

    private List<String> places() {
        List<String> known = places;
        if (known == null) {
            known = new ArrayList<>();
            if (root.list(DIRECTORY, ENTRIES) instanceof Read.Found<List<String>>(List<String> names)) {
                for (String name : names) {
                    known.add(DIRECTORY + "/" + name);
                }
            }
            places = known;
        }
        return known;
    }
}
