package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An API server whose files are in memory. On the host they lie below /host. */
final class Fixture implements ServerFiles {

    static final String PATH = "/etc/kubernetes/x.yaml";

    private final Map<String, byte[]> files = new HashMap<>();
    private final Set<String> off = new HashSet<>(Set.of("KMSv1"));

    static Fixture with(String text) {
        return new Fixture().and(PATH, text);
    }

    Fixture and(String path, String text) {
        return and(path, text.getBytes(StandardCharsets.UTF_8));
    }

    Fixture and(String path, byte[] bytes) {
        files.put(path, bytes);
        return this;
    }

    Fixture without(String gate) {
        off.add(gate);
        return this;
    }

    Fixture gate(String gate) {
        off.remove(gate);
        return this;
    }

    Server server(int minor) {
        return new Server(minor, gate -> !off.contains(gate), this);
    }

    @Override
    public Read<byte[]> read(String path) {
        if (path.equals("/secret")) {
            return new Read.Failed<>(hostPath(path), "permission denied");
        }
        byte[] bytes = files.get(path);
        return bytes == null ? new Read.Absent<>(hostPath(path)) : new Read.Found<>(bytes);
    }

    @Override
    public String hostPath(String path) {
        return "/host" + path;
    }

    static Known list(String... values) {
        return new Known(List.of(values), "flag");
    }

    /** Flags that name an issuer, empty for none, with the defaults of the others. */
    static JwtFlags oidc(String issuer, boolean given) {
        Known none = new Known("", "default");
        return new JwtFlags(
                given,
                new Known(issuer, "flag"),
                new Known(issuer.isEmpty() ? "" : "kubernetes", "flag"),
                new Known("sub", "default"),
                none,
                none,
                none,
                new Known(Map.of(), "default"),
                none);
    }

    /** The value as text; {@code unknown} when there is none. */
    static String show(@Nullable Node node) {
        return switch (node) {
            case null -> "none";
            case Known known -> known.value().toString();
            case Unknown _ -> "unknown";
            case Many many -> {
                List<String> items = new ArrayList<>();
                many.items().forEach(item -> items.add(show(item.node())));
                yield items.toString();
            }
            case Group group -> {
                List<String> fields = new ArrayList<>();
                group.names().forEach(name -> fields.add(name + "=" + show(group.get(name))));
                yield fields.toString();
            }
        };
    }

    /** Why there is no value, and where. */
    static String why(Node node) {
        return node instanceof Unknown unknown ? unknown.reason() + " @ " + unknown.source() : show(node);
    }

    static String source(@Nullable Node node) {
        return node instanceof Known known ? known.source() : "none";
    }
}
