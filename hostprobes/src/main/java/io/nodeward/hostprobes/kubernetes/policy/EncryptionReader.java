package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Many.Item;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.goyaml.GoType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an EncryptionConfiguration. What applies to Secrets is not the first entry that matches in the file: the server
 * looks for the resource itself, then for its group's wildcard, then for {@code *.*}; entries for the same resource are
 * joined, and the first provider of the first of them writes. (apiserver pkg/server/options/encryptionconfig/config.go:
 * getTransformerOverridesAndKMSPluginProbes, transformerFromOverrides; pkg/apis/apiserver/validation.)
 *
 * <p>Keys are measured, since a key of a wrong length makes the server refuse the file, and then forgotten.
 */
public final class EncryptionReader {

    private static final List<String> PLAIN = List.of("identity");

    private final Server server;
    private final Set<String> kmsNames = new HashSet<>();

    private EncryptionReader(Server server) {
        this.server = server;
    }

    /**
     * What the file has to say.
     *
     * @param rules its entries in their order, as items of type EncryptionRule
     * @param secrets the providers that apply to Secrets, in order
     */
    public record Encryption(Node rules, Node secrets) {}

    /**
     * Reads the configuration.
     *
     * @param path what --encryption-provider-config names; empty when it is not given
     * @param flag where the flag's value comes from
     * @param reload --encryption-provider-config-automatic-reload, which makes names of KMS plugins unique for v1 too
     */
    public static Encryption read(Server server, String path, String flag, boolean reload) {
        if (path.isEmpty()) {
            return new Encryption(new Many(List.of(), flag), new Known(PLAIN, flag));
        }
        PolicyFile.Opened opened = PolicyFile.open(server.files(), path);
        PolicyFile file = opened.file();
        if (file == null) {
            return unknown(opened.failure(), path);
        }
        return new EncryptionReader(server).decode(file, reload);
    }

    private static Encryption unknown(@Nullable Unknown reason, String path) {
        Unknown known = reason == null ? new Unknown("cannot be read", path) : reason;
        return new Encryption(known, known);
    }

    private Encryption decode(PolicyFile file, boolean reload) {
        if (!file.apiVersion().equals("v1") || !file.kind().equals("EncryptionConfig")) {
            // the older name is registered too, after a mistake in documentation
            file.expect("EncryptionConfiguration", "apiserver.config.k8s.io", "v1");
        }
        List<Fields> entries = file.fields().objects("resources");
        if (entries.isEmpty()) {
            file.refuse("there is no entry in resources", file.fields().line());
        }
        List<Item> rules = new ArrayList<>();
        Map<String, List<String>> providersOf = new LinkedHashMap<>();
        Map<String, Integer> lineOf = new LinkedHashMap<>();
        for (Fields entry : entries) {
            List<String> resources = entry.strings("resources").or(List.of());
            for (String problem : EncryptionResources.problems(resources)) {
                file.refuse(entry.path("resources") + " " + problem, entry.line());
            }
            List<String> providers = providers(file, entry, reload);
            rules.add(new Item(
                    entry.path(),
                    Group.builder()
                            .put("resources", file.known(resources, entry.line("resources")))
                            .put("providers", file.known(providers, entry.line("providers")))
                            .build()));
            for (String resource : resources) {
                String name = EncryptionResources.normal(resource);
                if (providersOf.containsKey("*." + EncryptionResources.group(name)) || providersOf.containsKey("*.*")) {
                    file.refuse(entry.path("resources") + " repeats what an earlier wildcard covers", entry.line());
                }
                providersOf.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(providers);
                lineOf.putIfAbsent(name, entry.line("providers"));
            }
        }
        Unknown refused = file.refused(true);
        return refused != null
                ? new Encryption(refused, refused)
                : new Encryption(new Many(rules, file.path()), secrets(file, providersOf, lineOf));
    }

    private static Known secrets(PolicyFile file, Map<String, List<String>> providersOf, Map<String, Integer> lineOf) {
        for (String name : List.of("secrets.", "*.", "*.*")) {
            List<String> providers = providersOf.get(name);
            if (providers != null) {
                return file.known(providers, lineOf.getOrDefault(name, 0));
            }
        }
        return file.known(PLAIN, 0);
    }

    private List<String> providers(PolicyFile file, Fields entry, boolean reload) {
        List<String> kinds = new ArrayList<>();
        List<Fields> providers = entry.objects("providers");
        if (providers.isEmpty()) {
            file.refuse(entry.path("providers") + " is empty", entry.line());
        }
        for (Fields provider : providers) {
            int before = kinds.size();
            Fields kms = provider.object("kms");
            if (kms != null) {
                kinds.add("kms-" + kms(file, kms, reload));
            }
            for (String kind : List.of("aesgcm", "aescbc", "secretbox")) {
                Fields settings = provider.object(kind);
                if (settings != null) {
                    kinds.add(kind);
                    keys(file, settings, kind.equals("secretbox"));
                }
            }
            if (provider.object("identity") != null) {
                kinds.add("identity");
            }
            if (kinds.size() != before + 1) {
                file.refuse(provider.path() + " does not name exactly one provider", provider.line());
            }
        }
        return kinds;
    }

    private static void keys(PolicyFile file, Fields settings, boolean secretbox) {
        List<Fields> keys = settings.objects("keys");
        if (keys.isEmpty()) {
            file.refuse(settings.path() + " has no keys", settings.line());
        }
        for (Fields key : keys) {
            if (key.string("name").or("").isEmpty()) {
                file.refuse(key.path("name") + " is empty", key.line());
            }
            int size = size(key.string("secret").or(""));
            boolean fits = size == 32 || (!secretbox && (size == 16 || size == 24));
            if (!fits) {
                file.refuse(key.path("secret") + " is no key of a length that this provider takes", key.line());
            }
        }
    }

    /** How many bytes a key has; -1 when it is not base64 as Go takes it, which ignores line breaks. */
    private static int size(String text) {
        StringBuilder packed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && c != '\r') {
                packed.append(c);
            }
        }
        if (packed.length() % 4 != 0) {
            return -1;
        }
        try {
            return Base64.getDecoder().decode(packed.toString()).length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** Checks a KMS plugin's settings and returns their version. */
    private String kms(PolicyFile file, Fields kms, boolean reload) {
        String version = kms.string("apiVersion").or("");
        if (version.isEmpty()) {
            version = "v1";
        }
        boolean first = version.equals("v1");
        String name = kms.string("name").or("");
        boolean repeated = !kmsNames.add(name);
        if (name.isEmpty() || (!first && name.indexOf(':') >= 0) || (repeated && (reload || !first))) {
            file.refuse(kms.path("name") + " is missing, not unique or not allowed", kms.line());
        }
        Duration timeout = kms.get("timeout", GoType.DURATION_POINTER).or(Duration.ofSeconds(3));
        if (!timeout.isPositive()) {
            file.refuse(kms.path("timeout") + " is not positive", kms.line());
        }
        if (!kms.string("endpoint").or("").toLowerCase(Locale.ROOT).startsWith("unix:")) {
            file.refuse(kms.path("endpoint") + " is not a unix socket", kms.line());
        }
        Long cache = kms.get("cachesize", GoType.INT32).orNull();
        if (cache != null && (!first || cache == 0)) {
            file.refuse(kms.path("cachesize") + " is not allowed here", kms.line());
        }
        if (!first && !version.equals("v2")) {
            file.refuse(kms.path("apiVersion") + " is neither v1 nor v2", kms.line());
        } else if (first && !server.gate().test("KMSv1")) {
            file.refuse(kms.path() + " is of version v1, which needs the feature gate KMSv1", kms.line());
        }
        return first ? "v1" : "v2";
    }
}
