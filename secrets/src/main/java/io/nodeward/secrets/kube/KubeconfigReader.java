package io.nodeward.secrets.kube;

import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.Kubeconfig.Impersonation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one kubeconfig. Source: kubernetes.io, "kubeconfig (v1)"; what wins over what is as in client-go. */
final class KubeconfigReader {
    private final Path file;

    KubeconfigReader(Path file) {
        this.file = file;
    }

    Kubeconfig read() throws KubeException {
        Mapping root = root();
        String current = text(root, "current-context");
        if (current == null) {
            throw unusable("has no current-context", "set one with: kubectl config use-context NAME");
        }
        Mapping context = named(root, "contexts", "context", current);
        String clusterName = required(context, "cluster", "the context " + quoted(current));
        Mapping cluster = named(root, "clusters", "cluster", clusterName);
        String userName = text(context, "user");
        Mapping user =
                userName == null ? new Mapping(List.of(), context.line()) : named(root, "users", "user", userName);
        refusePrograms(user, userName);
        if ("true".equals(text(cluster, "insecure-skip-tls-verify"))) {
            throw unusable(
                    "says insecure-skip-tls-verify for the cluster " + quoted(clusterName),
                    "put the cluster's CA there instead: whoever answers would get the credentials");
        }
        return new Kubeconfig(
                file,
                server(required(cluster, "server", "the cluster " + quoted(clusterName)), "the server in " + file),
                text(cluster, "tls-server-name"),
                proxy(text(cluster, "proxy-url")),
                tls(cluster, user),
                token(user),
                new Impersonation(header(user, "as"), header(user, "as-uid"), groups(user)));
    }

    private Mapping root() throws KubeException {
        try {
            if (YamlReader.first(ConfigFile.text(file)) instanceof Mapping mapping) {
                return mapping;
            }
            throw unusable("is no kubeconfig", "name another with --kubeconfig");
        } catch (IOException e) {
            throw new KubeException(Kind.CONFIGURATION, "the kubeconfig " + file + " " + ConfigFile.problem(e));
        } catch (YamlSyntaxException e) {
            throw unusable(e.problem(), "mend it, or name another");
        }
    }

    private Mapping named(Mapping root, String list, String key, String name) throws KubeException {
        if (root.get(list) instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Mapping mapping
                        && name.equals(text(mapping, "name"))
                        && mapping.get(key) instanceof Mapping found) {
                    return found;
                }
            }
        }
        throw unusable("has no " + key + " " + quoted(name), "mend it, or name another with --kubeconfig");
    }

    private void refusePrograms(Mapping user, @Nullable String name) throws KubeException {
        for (String program : List.of("exec", "auth-provider")) {
            if (user.get(program) instanceof Mapping) {
                throw unusable(
                        "gets the credentials of " + quoted(String.valueOf(name)) + " from a program (" + program + ")",
                        "nodeward runs none for that: name a kubeconfig with a client certificate or a token");
            }
        }
    }

    /** Returns an address as it was given if requests can be sent there. */
    static URI server(String address, String what) throws KubeException {
        try {
            URI uri = new URI(address);
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below, without quoting what may hold a password
        }
        throw new KubeException(Kind.CONFIGURATION, what + " is no address like https://10.0.0.10:6443");
    }

    private @Nullable URI proxy(@Nullable String address) throws KubeException {
        if (address == null) {
            return null;
        }
        try {
            URI uri = new URI(address);
            if (("http".equals(uri.getScheme()) || "socks5".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw unusable("has a proxy-url that is neither http://… nor socks5://…", "name a server that needs no proxy");
    }

    private ClientTls tls(Mapping cluster, Mapping user) throws KubeException {
        byte[] ca = content(cluster, "certificate-authority");
        byte[] certificate = content(user, "client-certificate");
        byte[] key = content(user, "client-key");
        if (certificate == null && key == null) {
            return ClientTls.of(file, ca, null, null);
        }
        if (certificate == null || key == null) {
            throw unusable(
                    "has a client " + (key == null ? "certificate without its key" : "key without its certificate"),
                    "mend it, or name another");
        }
        return ClientTls.of(file, ca, certificate, key);
    }

    private @Nullable Token token(Mapping user) throws KubeException {
        String tokenFile = text(user, "tokenFile");
        if (tokenFile != null) {
            return Token.in(file.resolveSibling(tokenFile));
        }
        String token = text(user, "token");
        return token == null ? null : Token.of(token);
    }

    private List<String> groups(Mapping user) throws KubeException {
        List<String> groups = new ArrayList<>();
        if (user.get("as-groups") instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Scalar scalar) {
                    groups.add(headerValue(scalar.text(), "as-groups"));
                }
            }
        }
        return groups;
    }

    private @Nullable String header(Mapping user, String key) throws KubeException {
        String value = text(user, key);
        return value == null ? null : headerValue(value, key);
    }

    private String headerValue(String value, String key) throws KubeException {
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw unusable("has characters in " + key + " that no request can carry", "mend it, or name another");
        }
        return value;
    }

    /** What stands in {@code key-data}, else in the file that {@code key} names; null if there is neither. */
    private byte @Nullable [] content(Mapping mapping, String key) throws KubeException {
        String data = text(mapping, key + "-data");
        if (data != null) {
            try {
                return Base64.getMimeDecoder().decode(data.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                throw unusable("has a " + key + "-data that is not base64", "mend it, or name another");
            }
        }
        String name = text(mapping, key);
        if (name == null) {
            return null;
        }
        Path named = file.resolveSibling(name);
        try {
            return ConfigFile.bytes(named);
        } catch (IOException e) {
            throw unusable(
                    "names the " + key + " " + named + ", which " + ConfigFile.problem(e), "mend it, or name another");
        }
    }

    private String required(Mapping mapping, String key, String where) throws KubeException {
        String value = text(mapping, key);
        if (value == null) {
            throw unusable("has no " + key + " in " + where, "mend it, or name another with --kubeconfig");
        }
        return value;
    }

    private static @Nullable String text(Mapping mapping, String key) {
        return mapping.get(key) instanceof Scalar scalar
                        && !scalar.text().isEmpty()
                        && !(scalar.plain() && scalar.text().equals("null"))
                ? scalar.text()
                : null;
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private KubeException unusable(String problem, String remedy) {
        return new KubeException(Kind.CONFIGURATION, "the kubeconfig " + file + " " + problem + "\n  " + remedy);
    }
}
