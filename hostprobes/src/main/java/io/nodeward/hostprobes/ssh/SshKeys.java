package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The server's keys and the files that let users in. Of a key only its kind and length are told. */
final class SshKeys {

    private static final int LIMIT = 1 << 20;
    private static final int FILES = 500;

    private final HostRoot root;
    private final FileFacts files;

    SshKeys(HostRoot root, FileFacts files) {
        this.root = root;
        this.files = files;
    }

    /** Host keys that exist, type list(SshHostKey). */
    Many hostKeys(List<String> paths) {
        List<Many.Item> items = new ArrayList<>();
        for (String path : paths) {
            Read<Stat> stat = root.stat(path);
            if (stat instanceof Read.Absent<Stat>) {
                continue;
            }
            String kind = "";
            long bits = 0;
            String source = path + ".pub";
            Node unknown = new Unknown("holds no public key", source);
            Read<String> text = root.text(source, LIMIT);
            if (text instanceof Read.Found<String>(String line)) {
                List<String> words = Lines.words(line);
                kind = words.isEmpty() ? "" : words.getFirst();
                bits = words.size() < 2 ? 0 : bits(kind, words.get(1));
            } else if (text instanceof Read.Failed<String> failed) {
                unknown = failed.unknown();
            }
            boolean known = known(kind);
            items.add(new Many.Item(
                    path,
                    Group.builder()
                            .put("file", files.of(path))
                            .put("public_file", files.of(source))
                            .put("kind", known ? new Known(kind, source) : unknown)
                            .put("bits", known ? new Known(bits, source) : unknown)
                            .build()));
        }
        return new Many(items, SshdLines.DIRECTORY + "ssh_host_*_key");
    }

    /** The files of people's authorized keys that exist, type list(AuthorizedKeys). */
    Node authorized(List<String> patterns, Accounts accounts, String source) {
        List<Many.Item> items = new ArrayList<>();
        for (Accounts.Account account : accounts.people()) {
            for (String pattern : patterns) {
                String path = place(pattern, account);
                Read<Stat> stat = path.isEmpty() ? new Read.Absent<>(pattern) : root.stat(path);
                if (!(stat instanceof Read.Absent<Stat>)) {
                    items.add(new Many.Item(path, authorized(path, account)));
                }
                if (items.size() > FILES) {
                    return new Unknown("names more than " + FILES + " files", source);
                }
            }
        }
        return new Many(items, source);
    }

    private static String place(String pattern, Accounts.Account account) {
        if (pattern.equals("none")) {
            return "";
        }
        String path = pattern.replace("%h", account.home()).replace("%u", account.name());
        path = path.replace("%U", Integer.toUnsignedString(account.uid())).replace("%%", "%");
        return path.startsWith("/") ? path : (account.home().equals("/") ? "" : account.home()) + "/" + path;
    }

    private Node authorized(String path, Accounts.Account account) {
        Read<String> read = root.text(path, LIMIT);
        if (!(read instanceof Read.Found<String>(String text))) {
            return read instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("went away while it was read", path);
        }
        long keys = 0;
        List<String> weak = new ArrayList<>();
        for (Lines.Line line : Lines.of(text)) {
            List<String> words = SshdLines.arguments(line.text(), 0);
            for (int i = 0; i + 1 < words.size(); i++) {
                String kind = words.get(i);
                if (known(kind)) {
                    keys++;
                    long bits = bits(kind, words.get(i + 1));
                    if (kind.equals("ssh-dss") || (kind.equals("ssh-rsa") && bits > 0 && bits < 2048)) {
                        weak.add(path + ":" + line.number() + " (" + kind + (bits > 0 ? ", " + bits + " bits" : "")
                                + ")");
                    }
                    break;
                }
            }
        }
        return Group.builder()
                .put("user", account.name(), path)
                .put("user_id", Integer.toUnsignedLong(account.uid()), path)
                .put("file", files.of(path))
                .put("keys", keys, path)
                .put("weak", weak, path)
                .build();
    }

    private static boolean known(String kind) {
        return kind.startsWith("ssh-") || kind.startsWith("ecdsa-sha2-") || kind.startsWith("sk-");
    }

    /** Length of an RSA key: its parts are the name, the exponent and the modulus, each with its length before it. */
    static long bits(String kind, String encoded) {
        if (!kind.equals("ssh-rsa") || encoded.length() > 32 << 10) {
            return 0;
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return 0;
        }
        int at = 0;
        for (int part = 0; part < 3; part++) {
            if (at + 4 > blob.length) {
                return 0;
            }
            int length = (blob[at] & 255) << 24
                    | (blob[at + 1] & 255) << 16
                    | (blob[at + 2] & 255) << 8
                    | (blob[at + 3] & 255);
            at += 4;
            if (length < 0 || length > blob.length - at) {
                return 0;
            }
            if (part == 2) {
                int first = 0;
                while (first < length && blob[at + first] == 0) {
                    first++;
                }
                return first == length
                        ? 0
                        : (length - first) * 8L - Integer.numberOfLeadingZeros(blob[at + first] & 255) + 24;
            }
            at += length;
        }
        return 0;
    }
}
