package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in a kubeconfig, whichever context is current: every cluster and every user counts, and where a key is
 * given twice both do. Only that a secret stands there is kept, never the secret.
 */
final class KubeconfigReader {

    private static final int DEPTH = 20;
    private static final int ITEMS = 10_000;

    private final Set<String> servers = new LinkedHashSet<>();
    private final Set<String> commands = new LinkedHashSet<>();
    private final Set<String> certificateFiles = new LinkedHashSet<>();
    private final Set<String> keyFiles = new LinkedHashSet<>();
    private final List<Embedded> certificates = new ArrayList<>();
    private boolean insecure;
    private boolean key;
    private boolean token;
    private boolean malformed;
    private int items;

    private final Map<String, List<CertificateFile.Entry>> decoded;

    private KubeconfigReader(Map<String, List<CertificateFile.Entry>> decoded) {
        this.decoded = decoded;
    }

    /** @param decoded embedded certificates by their text, to be shared by all files; safe for several threads */
    static KubeconfigReader read(List<YamlNode> documents, Map<String, List<CertificateFile.Entry>> decoded) {
        KubeconfigReader reader = new KubeconfigReader(decoded);
        for (YamlNode document : documents) {
            reader.malformed |= !(document instanceof Mapping) && !nothing(document);
            reader.entries(document, 0, reader::top);
        }
        return reader;
    }

    Set<String> servers() {
        return servers;
    }

    Set<String> commands() {
        return commands;
    }

    /** Files of client certificates, as they are named. */
    Set<String> certificateFiles() {
        return certificateFiles;
    }

    /** Files of client keys, as they are named. */
    Set<String> keyFiles() {
        return keyFiles;
    }

    List<Embedded> certificates() {
        return certificates;
    }

    /** Whether it is no kubeconfig after all, so that what was not found proves nothing. */
    boolean malformed() {
        return malformed;
    }

    boolean insecure() {
        return insecure;
    }

    boolean key() {
        return key;
    }

    boolean token() {
        return token;
    }

    @FunctionalInterface
    private interface Visit {
        void entry(String key, YamlNode value);
    }

    /** Visits the entries of a mapping and of those that are merged into it. */
    private void entries(YamlNode node, int depth, Visit visit) {
        if (depth > DEPTH) {
            return;
        }
        if (node instanceof Mapping mapping) {
            for (Entry entry : mapping.entries()) {
                if (entry.key() instanceof Scalar name) {
                    if (name.text().equals("<<")) {
                        entries(entry.value(), depth + 1, visit);
                    } else {
                        visit.entry(name.text(), entry.value());
                    }
                }
            }
        } else if (node instanceof Sequence sequence && depth > 0) {
            // a merge key may name several
            for (YamlNode item : sequence.items()) {
                entries(item, depth + 1, visit);
            }
        }
    }

    private void top(String name, YamlNode value) {
        switch (name) {
            case "clusters" -> each(value, "cluster", this::cluster);
            case "users" -> each(value, "user", this::user);
            default -> {
                // contexts and preferences hold nothing that a fact is made of
            }
        }
    }

    private void each(YamlNode list, String kind, Visit visit) {
        if (list instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (++items > ITEMS) {
                    malformed = true;
                    return;
                }
                entries(item, 0, (name, value) -> {
                    if (name.equals(kind)) {
                        entries(value, 0, visit);
                    }
                });
            }
        } else {
            malformed |= !nothing(list);
        }
    }

    private void cluster(String name, YamlNode value) {
        String text = text(value);
        switch (name) {
            case "server" -> servers.add(withoutSecrets(text));
            case "insecure-skip-tls-verify" -> insecure |= truth(text);
            case "certificate-authority-data" -> embedded(false, text, value);
            default -> {
                // nothing that a fact is made of
            }
        }
    }

    private void user(String name, YamlNode value) {
        String text = text(value);
        switch (name) {
            case "client-key-data" -> key |= !text.isEmpty();
            case "token", "password" -> token |= !text.isEmpty();
            case "client-certificate-data" -> embedded(true, text, value);
            case "client-certificate" -> {
                if (!text.isEmpty()) {
                    certificateFiles.add(text);
                }
            }
            case "client-key" -> {
                if (!text.isEmpty()) {
                    keyFiles.add(text);
                }
            }
            case "exec" ->
                entries(value, 0, (part, command) -> {
                    if (part.equals("command") && !text(command).isEmpty()) {
                        commands.add(text(command));
                    }
                });
            case "auth-provider" ->
                entries(value, 0, (part, settings) -> {
                    if (part.equals("config")) {
                        entries(settings, 0, this::authProvider);
                    }
                });
            default -> {
                // nothing that a fact is made of
            }
        }
    }

    private void authProvider(String name, YamlNode value) {
        boolean secret = switch (name) {
            case "access-token", "id-token", "refresh-token", "client-secret", "password" -> true;
            default -> false;
        };
        token |= secret && !text(value).isEmpty();
    }

    private void embedded(boolean client, String text, YamlNode value) {
        if (!text.isEmpty()) {
            certificates.add(new Embedded(client, text, value.line(), decoded));
        }
    }

    /** YAML's words for true in the version that Kubernetes reads. */
    private static boolean truth(String text) {
        return switch (text) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "on", "On", "ON" -> true;
            default -> false;
        };
    }

    /** A URL without a password or a query, either of which may be a credential. */
    private static String withoutSecrets(String url) {
        int query = indexOfAny(url, "?#");
        String plain = query < 0 ? url : url.substring(0, query);
        int scheme = plain.indexOf("://");
        int host = scheme < 0 ? 0 : scheme + 3;
        int path = plain.indexOf('/', host);
        int at = plain.lastIndexOf('@', path < 0 ? plain.length() : path);
        return at < host ? plain : plain.substring(0, host) + plain.substring(at + 1);
    }

    private static int indexOfAny(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean nothing(YamlNode node) {
        return node instanceof Scalar && text(node).isEmpty();
    }

    private static String text(YamlNode node) {
        if (!(node instanceof Scalar scalar)) {
            return "";
        }
        boolean empty =
                scalar.plain() && (scalar.text().equals("null") || scalar.text().equals("~"));
        return empty ? "" : scalar.text();
    }
}
