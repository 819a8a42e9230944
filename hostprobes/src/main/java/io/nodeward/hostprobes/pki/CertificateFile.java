package io.nodeward.hostprobes.pki;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The certificates of one file, in their order, damaged ones included. */
public final class CertificateFile {

    /** Above any real trust bundle. */
    static final int LIMIT = 1 << 20;

    private CertificateFile() {}

    /** Whether a text in PEM holds certificates and each of them can be read, as whoever trusts them demands. */
    public static boolean trusts(String pem) {
        try {
            List<Entry> entries = read(pem.getBytes(StandardCharsets.UTF_8));
            for (Entry entry : entries) {
                if (entry.certificate() == null) {
                    return false;
                }
            }
            return !entries.isEmpty();
        } catch (MalformedException e) {
            return false;
        }
    }

    /**
     * One certificate, or what is wrong with it.
     *
     * @param certificate null when it cannot be read
     * @param problem why not, as the end of a sentence; empty when it can
     * @param line where it begins in a PEM file, else 0
     */
    record Entry(@Nullable X509 certificate, String problem, int line) {}

    /**
     * Reads PEM, or one certificate in DER. Empty where the file holds no certificate.
     *
     * @throws MalformedException if the file holds too many
     */
    static List<Entry> read(byte[] file) throws MalformedException {
        List<Pem.Block> blocks = Pem.blocks(file);
        try {
            return read(file, blocks);
        } finally {
            blocks.forEach(Pem.Block::wipe);
        }
    }

    /** As {@link #read(byte[])}, given the PEM blocks. */
    static List<Entry> read(byte[] file, List<Pem.Block> blocks) {
        List<Entry> entries = new ArrayList<>(2);
        for (Pem.Block block : blocks) {
            if (block.certificate()) {
                entries.add(entry(block.body(), block.line()));
            }
        }
        if (blocks.isEmpty() && file.length > 0 && file[0] == Der.SEQUENCE) {
            Content content = Content.ofDer(file);
            if (content == Content.CERTIFICATE) {
                entries.add(entry(file, 0));
            }
        }
        return entries;
    }

    static Entry entry(byte @Nullable [] der, int line) {
        if (der == null) {
            return new Entry(null, "certificate is cut short or damaged", line);
        }
        try {
            return new Entry(X509.parse(der), "", line);
        } catch (MalformedException e) {
            return new Entry(null, "certificate " + e.problem(), line);
        }
    }
}
