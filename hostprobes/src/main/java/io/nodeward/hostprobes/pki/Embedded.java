package io.nodeward.hostprobes.pki;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates that stand in a kubeconfig itself, decoded when they are first asked for. Safe for any thread. */
final class Embedded {

    private final boolean client;
    private final String text;
    private final int line;
    private volatile @Nullable List<CertificateFile.Entry> entries;

    /**
     * @param client whether they are a user's; otherwise those that a cluster is trusted by
     * @param text PEM in base64, as it stands there
     */
    Embedded(boolean client, String text, int line) {
        this.client = client;
        this.text = text;
        this.line = line;
    }

    boolean client() {
        return client;
    }

    int line() {
        return line;
    }

    /** Damaged ones included; one of those if nothing can be read. */
    List<CertificateFile.Entry> entries() {
        List<CertificateFile.Entry> known = entries;
        if (known == null) {
            known = read();
            entries = known;
        }
        return known;
    }

    private List<CertificateFile.Entry> read() {
        try {
            return CertificateFile.read(Base64.getDecoder().decode(withoutBlanks(text)));
        } catch (IllegalArgumentException e) {
            return List.of(CertificateFile.entry(null, line));
        } catch (MalformedException e) {
            return List.of(new CertificateFile.Entry(null, e.problem(), line));
        }
    }

    private static String withoutBlanks(String text) {
        if (text.indexOf(' ') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.indexOf('\t') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                out.append(c);
            }
        }
        return out.toString();
    }
}
