package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.config.ConfigFiles;
import io.nodeward.hostprobes.kubernetes.config.EffectiveConfig;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import java.util.List;

/** Everything about one kube-proxy, type KubeProxy: beside --config nearly all flags are ignored. */
final class KubeProxies {

    /** Where the kubelet writes the files of a pod's volumes, below its own directory. */
    private static final List<String> VOLUMES =
            List.of("/volumes/kubernetes.io~configmap/", "/volumes/kubernetes.io~projected/");

    private KubeProxies() {}

    static Group read(Shelf shelf, Instance instance, Start now) {
        EffectiveConfig config = ConfigFiles.single(
                now.places().root(),
                now.flags(),
                now.place("config"),
                "kubeproxy.config.k8s.io/v1alpha1",
                "KubeProxyConfiguration",
                false);
        Node named = now.known(config.value("clientConnection.kubeconfig"));
        Read<String> kubeconfig = now.places().of(named);
        shelf.named().kubeconfig(kubeconfig);
        FeatureGates gates = new FeatureGates(
                now.known(config.value("featureGates")),
                "proxy",
                instance.version().minor());
        return Header.process(instance)
                .put("version", instance.version().fact())
                .put("minor", instance.version().minorFact())
                .put("flag", now.group())
                .put("config", config(now, config))
                .put("alpha_gates", gates.alpha())
                .put("config_file", shelf.file(now, "config"))
                .put("kubeconfig", shelf.kubeconfigs().of(kubeconfig, "kube-proxy"))
                .put("kubeconfig_in_pod", inPod(kubeconfig, named))
                .build();
    }

    private static Node inPod(Read<String> kubeconfig, Node named) {
        if (kubeconfig instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        String path = kubeconfig instanceof Read.Found<String>(String found) ? found : "";
        return new Known(written(path), path.isEmpty() ? Values.source(named) : path);
    }

    private static boolean written(String path) {
        boolean volume = false;
        for (String part : VOLUMES) {
            volume |= path.contains(part);
        }
        return volume && path.contains("/pods/");
    }

    private static Group config(Start now, EffectiveConfig config) {
        if (now.rest() != null) {
            Node rest = now.rest();
            return Group.lazy(config.group().names(), _ -> rest);
        }
        Group all = config.group();
        return Group.lazy(all.names(), name -> switch (name) {
            case "metricsBindAddress" -> address(now, config, name, "127.0.0.1", "[::1]", "10249");
            case "healthzBindAddress" -> address(now, config, name, "0.0.0.0", "[::]", "10256");
            default -> all.get(name);
        });
    }

    /**
     * The address that is really bound: an empty one becomes the default of the address family that bindAddress in the file
     * has, one without a port gets the usual port. (pkg/proxy/apis/config/v1alpha1/defaults.go.)
     */
    private static Node address(Start now, EffectiveConfig config, String field, String four, String six, String port) {
        Node node = config.value(field);
        if (!(node instanceof Known known)) {
            return node;
        }
        String text = Values.textOrEmpty(known);
        if (text.isEmpty() || known.source().startsWith("default (")) {
            Node bind = config.value("bindAddress");
            boolean fromFile = !Shelf.empty(now.value("config"));
            boolean wide = fromFile && Values.textOrEmpty(bind).indexOf(':') >= 0;
            String source =
                    FlagValues.defaultSource("kube-proxy", now.flags().table().minor());
            return new Known((wide ? six : four) + ":" + port, source, known.overrode());
        }
        String bracketed = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        String plain = GoText.ip(bracketed);
        if (plain != null) {
            return known.with((plain.indexOf(':') < 0 ? plain : "[" + plain + "]") + ":" + port);
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String inside = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        Long number = colon < 0 ? null : GoText.integer(text.substring(colon + 1));
        String ip = GoText.ip(inside);
        if (ip == null || number == null || number < 1 || number > 65535) {
            return new Unknown("is not an address that kube-proxy takes", known.source());
        }
        return known.with((ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + number);
    }
}
