package io.nodeward.hostprobes.pki;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Certificates that stand in a kubeconfig itself, decoded when they are first asked for. Safe for any thread. */
final class Embedded {

    private final boolean client;
    private final String text;
    private final int line;
    private final Map<String, List<CertificateFile.Entry>> decoded;

    /**
     * @param client whether they are a user's; otherwise those that a cluster is trusted by
     * @param text PEM in base64, as it stands there
     * @param decoded what was decoded before, by its text: all kubeconfigs of a node hold the same CA
     */
    Embedded(boolean client, String text, int line, Map<String, List<CertificateFile.Entry>> decoded) {
        this.client = client;
        this.text = text;
        this.line = line;
        this.decoded = decoded;
    }

    boolean client() {
        return client;
    }

    int line() {
        return line;
    }

    /** Damaged ones included; one of those if nothing can be read. */
    List<CertificateFile.Entry> entries() {
        List<CertificateFile.Entry> known = decoded.get(text);
        if (known == null) {
            known = read();
            decoded.put(text, known);
        }
        return known;
    }

    private List<CertificateFile.Entry> read() {
        try {
            return CertificateFile.read(Base64.getDecoder().decode(withoutBlanks(text)));
        } catch (IllegalArgumentException e) {
            return List.of(CertificateFile.entry(null, 0));
        } catch (MalformedException e) {
            return List.of(new CertificateFile.Entry(null, e.problem(), 0));
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
