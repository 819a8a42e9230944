package io.nodeward.secrets.encryption.config;

import io.nodeward.hostprobes.kubernetes.policy.EncryptionResources;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an EncryptionConfiguration and refuses whatever API servers would (apiserver pkg/apis/apiserver/validation), and
 * what could not be written again as it was: unknown fields, and names that cannot be told apart in what is stored.
 */
public final class EncryptionConfigReader {

    private static final List<String> PROVIDERS = List.of("aescbc", "aesgcm", "secretbox", "kms", "identity");

    private final String file;
    private final HiddenKeys hidden;
    private final List<Problem> problems = new ArrayList<>();
    /** Fingerprints of keys by provider and name: one name means one key, in whatever entry it stands. */
    private final Map<String, String> known = new HashMap<>();

    private final List<EncryptionKey> keys = new ArrayList<>();

    private EncryptionConfigReader(String file, HiddenKeys hidden) {
        this.file = file;
        this.hidden = hidden;
    }

    /**
     * Returns the configuration in a file's content, which is not changed. Messages never quote it.
     *
     * @param file what mistakes call it
     * @throws ProblemsException with every mistake
     */
    public static EncryptionConfig read(byte[] content, String file) throws ProblemsException {
        try (HiddenKeys hidden = new HiddenKeys(content)) {
            EncryptionConfigReader reader = new EncryptionConfigReader(file, hidden);
            EncryptionConfig config = reader.document();
            if (!reader.problems.isEmpty()) {
                reader.keys.forEach(EncryptionKey::close);
                reader.problems.sort(Comparator.comparingInt(Problem::line));
                throw new ProblemsException(reader.problems);
            }
            return config;
        }
    }

    private EncryptionConfig document() {
        try {
            if (YamlReader.first(hidden.text()) instanceof Mapping top) {
                return config(top);
            }
            problems.add(new Problem(file, 0, "is no EncryptionConfiguration: there is no mapping in it"));
        } catch (YamlSyntaxException e) {
            problems.add(e.in(file));
        }
        return new EncryptionConfig(List.of());
    }

    private EncryptionConfig config(Mapping top) {
        List<EncryptionEntry> entries = new ArrayList<>();
        check(top, "apiVersion", "apiserver.config.k8s.io/v1");
        check(top, "kind", "EncryptionConfiguration");
        for (Entry field : fields(top, "", List.of("apiVersion", "kind", "resources"))) {
            if (name(field).equals("resources")) {
                items(field.value(), "resources").forEach(item -> entry(item, entries));
            }
        }
        if (entries.isEmpty() && problems.isEmpty()) {
            problem(top, "resources has no entry");
        }
        return new EncryptionConfig(entries);
    }

    private void check(Mapping top, String field, String value) {
        YamlNode found = top.get(field);
        if (found == null || !text(found, field).equals(value)) {
            // the older name is registered in API servers too, after a mistake in documentation
            if (!(field.equals("apiVersion")
                            && found != null
                            && text(found, field).equals("v1"))
                    && !(field.equals("kind")
                            && found != null
                            && text(found, field).equals("EncryptionConfig"))) {
                problem(found == null ? top : found, field + " is not " + value);
            }
        }
    }

    private void entry(YamlNode node, List<EncryptionEntry> entries) {
        if (!(node instanceof Mapping mapping)) {
            problem(node, "an entry of resources is a mapping with resources and providers");
            return;
        }
        List<String> resources = new ArrayList<>();
        List<Provider> providers = new ArrayList<>();
        for (Entry field : fields(mapping, "resources[].", List.of("resources", "providers"))) {
            if (name(field).equals("resources")) {
                items(field.value(), "resources[].resources")
                        .forEach(item -> resources.add(text(item, "resources[].resources")));
                for (String problem : EncryptionResources.problems(resources)) {
                    problem(field.value(), "resources[].resources " + problem);
                }
            } else {
                items(field.value(), "providers").forEach(item -> provider(item, providers));
            }
        }
        if (mapping.get("resources") == null) {
            problem(mapping, "an entry names no resources");
        }
        if (providers.isEmpty()) {
            problem(mapping, "an entry has no providers");
            return;
        }
        entries.add(new EncryptionEntry(resources, providers));
    }

    private void provider(YamlNode node, List<Provider> providers) {
        if (!(node instanceof Mapping mapping) || mapping.entries().size() != 1) {
            problem(node, "each provider is one of " + String.join(", ", PROVIDERS));
            return;
        }
        for (Entry field : fields(mapping, "", PROVIDERS)) {
            switch (name(field)) {
                case "identity" -> add(providers, new Provider.Identity(), field.value());
                case "kms" -> kms(field.value(), providers);
                default -> {
                    KeyKind kind = KeyKind.of(name(field));
                    if (kind != null) {
                        keys(kind, field.value(), providers);
                    }
                }
            }
        }
    }

    private void keys(KeyKind kind, YamlNode node, List<Provider> providers) {
        int before = providers.size();
        if (node instanceof Mapping mapping) {
            for (Entry field : fields(mapping, kind.provider() + ".", List.of("keys"))) {
                items(field.value(), kind.provider() + ".keys").forEach(item -> key(kind, item, providers));
            }
        }
        if (providers.size() == before && problems.isEmpty()) {
            problem(node, kind.provider() + " has no keys");
        }
    }

    private void key(KeyKind kind, YamlNode node, List<Provider> providers) {
        if (!(node instanceof Mapping mapping)) {
            problem(node, "a key is a mapping with name and secret");
            return;
        }
        String name = "";
        byte[] secret = null;
        for (Entry field : fields(mapping, "keys[].", List.of("name", "secret"))) {
            if (name(field).equals("name")) {
                name = text(field.value(), "keys[].name");
            } else {
                secret = field.value() instanceof Scalar scalar ? hidden.decoded(scalar.text()) : null;
            }
        }
        if (secret == null) {
            problem(node, "the secret of key '" + name + "' is missing or not base64");
            return;
        }
        EncryptionKey key = new EncryptionKey(name, secret);
        keys.add(key);
        if (!kind.takes(secret.length)) {
            problem(
                    node,
                    "key '" + name + "' has " + secret.length + " bytes; " + kind.provider() + " takes "
                            + (kind.takes(16) ? "16, 24 or 32" : "32"));
        }
        if (checked(name, node)) {
            String earlier = known.putIfAbsent(kind + " " + name, key.fingerprint());
            if (earlier != null && !earlier.equals(key.fingerprint())) {
                problem(node, "two different keys have the name '" + name + "'");
            }
            add(providers, new Provider.Keyed(kind, key), node);
        }
    }

    /** What is stored tells keys and plugins by a name that ends at a colon. */
    private boolean checked(String name, YamlNode node) {
        if (name.isEmpty()) {
            problem(node, "a name is missing");
        } else if (name.indexOf(':') >= 0) {
            problem(node, "the name '" + name + "' has a colon, at which names end in what is stored");
        } else {
            return true;
        }
        return false;
    }

    private void kms(YamlNode node, List<Provider> providers) {
        if (!(node instanceof Mapping mapping)) {
            problem(node, "kms is a mapping with apiVersion, name and endpoint");
            return;
        }
        String version = "v1";
        String name = "";
        String endpoint = "";
        String timeout = null;
        Integer cacheSize = null;
        for (Entry field : fields(mapping, "kms.", List.of("apiVersion", "name", "endpoint", "timeout", "cachesize"))) {
            String value = text(field.value(), "kms." + name(field));
            switch (name(field)) {
                case "apiVersion" -> version = value;
                case "name" -> name = value;
                case "endpoint" -> endpoint = value;
                case "timeout" -> timeout = value;
                default -> cacheSize = number(field.value(), value);
            }
        }
        if (!version.equals("v1") && !version.equals("v2")) {
            problem(node, "kms.apiVersion is v1 or v2");
        }
        if (!endpoint.startsWith("unix:")) {
            problem(node, "kms.endpoint is the path of a socket: unix:///run/kms.sock");
        }
        if (checked(name, node)) {
            add(providers, new Provider.Kms(version.equals("v2") ? 2 : 1, name, endpoint, timeout, cacheSize), node);
        }
    }

    private @Nullable Integer number(YamlNode node, String value) {
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            problem(node, "kms.cachesize is a number");
            return null;
        }
    }

    private void add(List<Provider> providers, Provider provider, YamlNode node) {
        if (providers.stream().anyMatch(provider::same)) {
            problem(node, provider.shown() + " stands twice in one entry");
        } else {
            providers.add(provider);
        }
    }

    /** The entries of a mapping whose keys are known; each that is not, or stands twice, is a mistake. */
    private List<Entry> fields(Mapping mapping, String where, List<String> names) {
        List<Entry> fields = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            String name = name(entry);
            if (!names.contains(name)) {
                problem(entry.key(), "unknown field " + where + name + Suggestion.of(name, names));
            } else if (seen.contains(name)) {
                problem(entry.key(), where + name + " stands twice");
            } else {
                seen.add(name);
                fields.add(entry);
            }
        }
        return fields;
    }

    private String name(Entry entry) {
        // not restored: whatever is so long is no field, and may be a key that stands in a wrong place
        return entry.key() instanceof Scalar scalar ? scalar.text() : "";
    }

    private List<YamlNode> items(YamlNode node, String what) {
        if (node instanceof Sequence sequence) {
            return sequence.items();
        }
        problem(node, what + " is a list");
        return List.of();
    }

    private String text(YamlNode node, String what) {
        if (node instanceof Scalar scalar) {
            return hidden.restored(scalar.text());
        }
        problem(node, what + " is a text");
        return "";
    }

    private void problem(YamlNode node, String message) {
        problems.add(new Problem(file, node.line(), message));
    }
}
