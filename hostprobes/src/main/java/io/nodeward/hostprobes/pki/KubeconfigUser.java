package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The client certificate of a kubeconfig's current context. Tokens and passwords are left where they are. */
final class KubeconfigUser {

    private static final int LIMIT = 2 << 20;

    private final String path;
    private final Mapping user;

    private KubeconfigUser(String path, Mapping user) {
        this.path = path;
        this.user = user;
    }

    static Read<Identity> identity(HostRoot root, String path) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (!(read instanceof Found<byte[]>(byte[] file))) {
            return Identity.without(read);
        }
        try {
            YamlNode document = YamlReader.first(new String(file, StandardCharsets.UTF_8));
            Mapping user = document instanceof Mapping top ? current(top) : null;
            return user == null
                    ? new Failed<>(path, "names no user for its current context")
                    : new KubeconfigUser(path, user).identity(root);
        } catch (YamlSyntaxException e) {
            // not its message, which might lie beside a key
            return new Failed<>(path, "cannot be parsed");
        } finally {
            Arrays.fill(file, (byte) 0);
        }
    }

    private static @Nullable Mapping current(Mapping top) {
        String context = text(top.get("current-context"));
        Mapping chosen = named(top.get("contexts"), context, "context");
        String name = chosen == null ? "" : text(chosen.get("user"));
        return name.isEmpty() ? null : named(top.get("users"), name, "user");
    }

    private static @Nullable Mapping named(@Nullable YamlNode list, String name, String part) {
        if (list instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Mapping entry
                        && text(entry.get("name")).equals(name)
                        && entry.get(part) instanceof Mapping found) {
                    return found;
                }
            }
        }
        return null;
    }

    /** What stands in the file itself beats a file that it names. (client-go rest/config.go: dataFromSliceOrFile.) */
    private Read<Identity> identity(HostRoot root) {
        Read<byte[]> certificates = part(root, "client-certificate");
        if (!(certificates instanceof Found<byte[]>(byte[] chain))) {
            return Identity.without(certificates);
        }
        try {
            Read<byte[]> secret = part(root, "client-key");
            if (!(secret instanceof Found<byte[]>(byte[] key))) {
                return Identity.without(secret);
            }
            try {
                return Identity.of(chain, place("client-certificate"), key, place("client-key"));
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        } finally {
            Arrays.fill(chain, (byte) 0);
        }
    }

    private Read<byte[]> part(HostRoot root, String name) {
        String data = text(user.get(name + "-data"));
        if (!data.isEmpty()) {
            byte[] packed = data.getBytes(StandardCharsets.ISO_8859_1);
            try {
                return new Found<>(Base64.getMimeDecoder().decode(packed));
            } catch (IllegalArgumentException e) {
                return new Failed<>(path, "holds a " + name + " that is not in base64");
            } finally {
                Arrays.fill(packed, (byte) 0);
            }
        }
        return text(user.get(name)).isEmpty()
                ? new Failed<>(path, "gives its user no " + name)
                : root.bytes(place(name), LIMIT);
    }

    private String place(String name) {
        String file = text(user.get(name));
        if (file.isEmpty() || !text(user.get(name + "-data")).isEmpty()) {
            return path;
        }
        return file.startsWith("/") ? file : path.substring(0, path.lastIndexOf('/') + 1) + file;
    }

    private static String text(@Nullable YamlNode node) {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }
}
