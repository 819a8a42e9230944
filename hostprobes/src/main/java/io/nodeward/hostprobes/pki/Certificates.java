package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Certificates in files, as facts of type Certificate: PEM or DER, of at most 1 MiB and 500 certificates. Safe for any
 * thread. Nothing that stands in a file makes it throw.
 */
public final class Certificates {

    /** Nobody is to blame for a key that no configuration names. */
    static final Unknown NO_KEY = new Unknown("no private key is named", "configuration", true);

    private final HostRoot root;
    /** The same CA stands behind many flags. */
    private final Map<String, Read<Sheet>> files = new ConcurrentHashMap<>();

    /** By the files of certificate and key. */
    private final Map<String, Group> presented = new ConcurrentHashMap<>();

    /**
     * What stands in a file.
     *
     * @param content the word for it
     * @param entries its certificates, damaged ones included
     * @param size in bytes
     */
    record Sheet(String content, List<CertificateFile.Entry> entries, int size) {}

    public Certificates(HostRoot root) {
        this.root = root;
    }

    /**
     * The first certificate of a file, which is what a server or client presents, and whether a private key belongs to
     * it.
     *
     * @param path the file; empty when none is configured
     * @param keyPath the private key's file; empty when none is named
     */
    public Group of(String path, String keyPath) {
        return of(new Found<>(path), new Found<>(keyPath));
    }

    /** As {@link #of(String, String)}, with places as a path map gives them. */
    public Group of(Read<String> path, Read<String> keyPath) {
        Node key = place(keyPath);
        if (path instanceof Found<String>(String file)) {
            return file.isEmpty()
                    ? CertificateFacts.absent("", "no certificate is configured", "configuration", key)
                    : known(file, keyPath, key);
        }
        return path instanceof Failed<String> failed
                ? CertificateFacts.unknown(failed.unknown(), failed.reason(), failed.path(), key)
                : gone(((Absent<String>) path).path(), key);
    }

    /** All certificates of a file in their order; one item that does not exist when there is no such file. */
    public Node all(String path) {
        return all(new Found<>(path));
    }

    /** As {@link #all(String)}, with a place as a path map gives it. */
    public Node all(Read<String> path) {
        if (path instanceof Found<String>(String file)) {
            return file.isEmpty() ? new Many(List.of(), "configuration") : everyOne(file);
        }
        return path instanceof Failed<String> failed ? failed.unknown() : everyOne(((Absent<String>) path).path());
    }

    private Group known(String path, Read<String> keyPath, Node key) {
        if (!(keyPath instanceof Found<String>(String keyFile))) {
            return presented(path, keyPath, key);
        }
        String both = path + '\0' + keyFile;
        Group known = presented.get(both);
        if (known == null) {
            known = presented(path, keyPath, key);
            presented.put(both, known);
        }
        return known;
    }

    private Group presented(String path, Read<String> keyPath, Node key) {
        Read<List<CertificateFile.Entry>> read = entries(path);
        if (read instanceof Failed<List<CertificateFile.Entry>> failed) {
            return CertificateFacts.unknown(new Known(path, path), failed.reason(), failed.path(), key);
        }
        if (!(read instanceof Found<List<CertificateFile.Entry>>(List<CertificateFile.Entry> entries))) {
            return gone(path, key);
        }
        if (entries.isEmpty()) {
            return CertificateFacts.absent(path, "the file holds no certificate", path, key);
        }
        CertificateFile.Entry first = entries.getFirst();
        X509 certificate = first.certificate();
        return certificate == null
                ? CertificateFacts.unknown(new Known(path, path), first.problem(), path, key)
                : CertificateFacts.of(certificate, path, path, key, matches(keyPath, certificate));
    }

    private Node everyOne(String path) {
        Read<List<CertificateFile.Entry>> read = entries(path);
        if (read instanceof Failed<List<CertificateFile.Entry>> failed) {
            return failed.unknown();
        }
        return read instanceof Found<List<CertificateFile.Entry>>(List<CertificateFile.Entry> entries)
                ? new Many(items(path, entries), path)
                : new Many(List.of(new Many.Item(path, gone(path, new Known("", path)))), path);
    }

    private static Group gone(String path, Node key) {
        return CertificateFacts.absent(path, "the file does not exist", path, key);
    }

    /** Facts of each certificate of one file, none of which has a key by configuration. */
    static List<Many.Item> items(String path, List<CertificateFile.Entry> entries) {
        List<Many.Item> items = new ArrayList<>(entries.size());
        for (CertificateFile.Entry entry : entries) {
            String source = entries.size() == 1 || entry.line() == 0 ? path : path + ":" + entry.line();
            items.add(item(path, source, entry));
        }
        return items;
    }

    static Many.Item item(String path, String source, CertificateFile.Entry entry) {
        Known none = new Known("", source);
        X509 certificate = entry.certificate();
        return new Many.Item(
                source,
                certificate == null
                        ? CertificateFacts.unknown(new Known(path, source), entry.problem(), source, none)
                        : CertificateFacts.of(certificate, path, source, none, NO_KEY));
    }

    /** Reads a file now, for those who will ask for it later. */
    public void ahead(String path) {
        var _ = sheet(path);
    }

    /** The certificates of a file, damaged ones included; read once. */
    Read<List<CertificateFile.Entry>> entries(String path) {
        return sheet(path).map(Sheet::entries);
    }

    /** What stands in a file, which is not kept: for walks through files by the thousand. */
    Read<Sheet> passing(String path) {
        Read<Sheet> known = files.get(path);
        return known == null ? read(path) : known;
    }

    /** What stands in a file; read once. */
    private Read<Sheet> sheet(String path) {
        Read<Sheet> known = files.get(path);
        if (known == null) {
            known = read(path);
            files.put(path, known);
        }
        return known;
    }

    private Read<Sheet> read(String path) {
        Read<byte[]> read = root.bytes(path, CertificateFile.LIMIT);
        if (read instanceof Found<byte[]>(byte[] file)) {
            return sheet(path, file);
        }
        return read instanceof Failed<byte[]> failed ? new Failed<>(path, failed.reason()) : new Absent<>(path);
    }

    private static Read<Sheet> sheet(String path, byte[] file) {
        List<Pem.Block> blocks = List.of();
        try {
            blocks = Pem.blocks(file);
            return new Found<>(
                    new Sheet(Content.of(file, blocks).word(), CertificateFile.read(file, blocks), file.length));
        } catch (MalformedException e) {
            return new Failed<>(path, e.problem());
        } finally {
            // a key may stand beside the certificate
            blocks.forEach(Pem.Block::wipe);
            Arrays.fill(file, (byte) 0);
        }
    }

    private static Node place(Read<String> path) {
        if (path instanceof Failed<String> failed) {
            return failed.unknown();
        }
        String file = path instanceof Found<String>(String found) ? found : ((Absent<String>) path).path();
        return new Known(file, file.isEmpty() ? "configuration" : file);
    }

    private Node matches(Read<String> keyPath, X509 certificate) {
        if (keyPath instanceof Found<String>(String path)) {
            return path.isEmpty() ? NO_KEY : matches(path, certificate);
        }
        return keyPath instanceof Failed<String> failed
                ? failed.unknown()
                : new Unknown("the file does not exist", ((Absent<String>) keyPath).path());
    }

    private Node matches(String path, X509 certificate) {
        Read<byte[]> read = root.bytes(path, CertificateFile.LIMIT);
        if (!(read instanceof Found<byte[]>(byte[] file))) {
            return read instanceof Failed<byte[]> failed
                    ? failed.unknown()
                    : new Unknown("the file does not exist", path);
        }
        try {
            return new Known(PrivateKeys.belongs(file, certificate.key()), path);
        } catch (MalformedException e) {
            return new Unknown(e.problem(), path);
        } finally {
            Arrays.fill(file, (byte) 0);
        }
    }
}
