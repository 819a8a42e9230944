package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.flags.KnownVersions;
import java.util.ArrayList;
import java.util.List;

/** What a server written in Go offers for its settings of TLS, type Tls. See crypto/tls defaults.go of Go 1.22 to 1.26. */
public final class TlsFacts {

    private static final List<String> MODERN =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<String> DEFAULT = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

    private static final List<String> RSA = List.of(
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA");

    private TlsFacts() {}

    /**
     * Returns the facts of one server.
     *
     * @param version the setting of the lowest version: {@code VersionTLS12} or {@code TLS1.2}, empty for the default 1.2
     * @param suites the setting of the suites, empty for Go's own
     * @param component name for the source of defaults
     * @param minor minor version of Kubernetes, 0 when it is not known
     */
    public static Group of(Node version, Node suites, String component, int minor) {
        // Kubernetes 1.30 and 1.31 are built as Go 1.22 builds, later ones leave out triple DES
        boolean old = minor > 0 && minor < 30;
        String source = "default (crypto/tls of Go, as built into " + component + ")";
        if (minor > 0 && minor <= KnownVersions.LAST) {
            return of(version, suites, new Known(defaults(old, minor < 32), source));
        }
        // what all have in common is offered for certain
        List<Many.Item> items = new ArrayList<>();
        for (String suite : DEFAULT) {
            items.add(new Many.Item(suite, new Known(suite, source)));
        }
        items.add(new Many.Item("other suites", new Unknown(KnownVersions.undecided(component, minor), source)));
        return of(version, suites, new Many(items, source));
    }

    /**
     * As {@link #of(Node, Node, String, int)}, for a server that is not of Kubernetes.
     *
     * @param defaults the suites that are offered where none are chosen
     */
    public static Group of(Node version, Node suites, Node defaults) {
        Node lowest = version(version);
        return Group.builder()
                .put("min_version", lowest)
                .put("cipher_suites", suites(lowest, suites, defaults))
                .build();
    }

    /**
     * The suites that crypto/tls offers unasked.
     *
     * @param rsa whether RSA key exchange is among them, as before Go 1.22
     * @param tripleDes whether triple DES is among them, as before Go 1.23
     */
    public static List<String> defaults(boolean rsa, boolean tripleDes) {
        List<String> offered = new ArrayList<>(DEFAULT);
        if (rsa) {
            offered.addAll(RSA);
        }
        if (tripleDes) {
            offered.add("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA");
        }
        if (rsa && tripleDes) {
            offered.add("TLS_RSA_WITH_3DES_EDE_CBC_SHA");
        }
        return List.copyOf(offered);
    }

    private static Node version(Node setting) {
        if (!(setting instanceof Known known)) {
            return setting;
        }
        return switch (Values.textOrEmpty(setting)) {
            case "" -> known.with("1.2");
            case "VersionTLS10", "TLS1.0" -> known.with("1.0");
            case "VersionTLS11", "TLS1.1" -> known.with("1.1");
            case "VersionTLS12", "TLS1.2" -> known.with("1.2");
            case "VersionTLS13", "TLS1.3" -> known.with("1.3");
            default -> new Unknown("is no version of TLS that the component knows", known.source());
        };
    }

    private static Node suites(Node lowest, Node setting, Node defaults) {
        if (!(lowest instanceof Known known)) {
            return lowest;
        }
        if ("1.3".equals(known.value())) {
            return known.with(MODERN);
        }
        List<String> chosen = Values.texts(setting);
        return chosen == null || !chosen.isEmpty() ? setting : defaults;
    }
}
