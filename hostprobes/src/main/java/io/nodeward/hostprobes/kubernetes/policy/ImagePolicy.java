package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding.Names;
import io.nodeward.hostprobes.kubernetes.goyaml.Field;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether the plugin ImagePolicyWebhook lets pods pass while its backend does not answer: false unless the file says
 * otherwise. It is read by encoding/json, so names may be written in any case and unknown ones are ignored, and what is
 * not JSON is tried as YAML even behind a brace. (kubernetes plugin/pkg/admission/imagepolicy/admission.go:
 * NewImagePolicyWebhook; config.go: normalizeWebhookConfig; apimachinery util/yaml: YAMLOrJSONDecoder.)
 */
final class ImagePolicy {

    private ImagePolicy() {}

    static Node read(Server server, AdmissionConfiguration configuration, boolean enabled, String enabledBy) {
        if (!enabled) {
            return new Unknown("ImagePolicyWebhook is not enabled", enabledBy, true);
        }
        AdmissionConfiguration.Source source = configuration.of("ImagePolicyWebhook");
        if (source instanceof AdmissionConfiguration.Nothing(String where)) {
            return new Unknown("the API server refuses ImagePolicyWebhook without a configuration", where);
        }
        PolicyFile.Opened opened = AdmissionConfiguration.decode(source, Names.ANY_CASE);
        PolicyFile file = opened.file();
        if (file == null && source instanceof AdmissionConfiguration.Apart apart) {
            file = asYaml(apart.bytes(), apart.path());
        }
        Unknown failure = opened.failure();
        if (file == null) {
            return failure == null ? new Unknown("cannot be read", "") : failure;
        }
        return decode(server, file);
    }

    private static @Nullable PolicyFile asYaml(byte[] bytes, String path) {
        try {
            YamlNode node = YamlReader.first(new String(bytes, StandardCharsets.UTF_8));
            return node == null ? null : new PolicyFile(new Decoding(GoYaml.resolve(node), Names.ANY_CASE), path);
        } catch (YamlSyntaxException | GoYamlException e) {
            return null;
        }
    }

    private static Node decode(Server server, PolicyFile file) {
        Fields policy = file.fields().object("imagePolicy");
        if (policy == null) {
            file.refuse("there is no imagePolicy", file.fields().line());
            policy = file.fields();
        }
        Field<Boolean> allow = policy.bool("defaultAllow");
        check(file, policy, "retryBackoff", 300_000);
        check(file, policy, "allowTTL", 1800);
        check(file, policy, "denyTTL", 1800);
        String kubeconfig = policy.string("kubeConfigFile").or("");
        boolean there = kubeconfig.isEmpty() || server.files().kubeconfig(kubeconfig);
        if (!there && kubeconfig.startsWith("/")) {
            file.refuse(policy.path("kubeConfigFile") + " does not exist", policy.line());
        }
        Unknown refused = file.refused(false);
        return refused == null ? file.known(allow.or(false), allow.line()) : refused;
    }

    /** Times are integers: 0 for the default, -1 for none, else within bounds. */
    private static void check(PolicyFile file, Fields policy, String name, long most) {
        Field<Long> time = policy.integer(name);
        long value = time.or(0L);
        if (value < -1 || value > most) {
            file.refuse(policy.path(name) + " is out of range", time.line());
        }
    }
}
