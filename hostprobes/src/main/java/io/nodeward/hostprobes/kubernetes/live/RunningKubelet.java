package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import io.nodeward.hostprobes.kubernetes.config.ConfigTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagSpec;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.pki.Certificates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The facts of one kubelet with its own answer in the place of what its files say now. */
final class RunningKubelet {

    private static final String UNSET = "not set";

    private final Group kubelet;
    private final int minor;
    private final String source;
    private final FileFacts files;
    private final Certificates certificates;
    private final RunningConfig config;

    RunningKubelet(Group kubelet, Members answer, String source, FileFacts files, Certificates certificates) {
        this.kubelet = kubelet;
        Long known = Values.integer(kubelet.get("minor"));
        this.minor = known == null ? 0 : known.intValue();
        this.source = source;
        this.files = files;
        this.certificates = certificates;
        this.config = new RunningConfig(
                ConfigTable.of("kubelet", minor),
                kubelet.get("config") instanceof Group group
                        ? group
                        : Group.builder().build(),
                answer,
                source,
                kubelet.get("flag") instanceof Group flags ? Values.textOrEmpty(flags.get("cert_dir")) : "");
    }

    /** @param live how the answer was got, type KubeletLive */
    Group facts(Group live) {
        SequencedMap<String, Node> facts = new LinkedHashMap<>();
        for (String name : kubelet.names()) {
            Node node = kubelet.get(name);
            if (node != null) {
                facts.put(name, node);
            }
        }
        facts.put("config", config.group());
        facts.put("flag", flags());
        facts.put("drift", drift());
        follow(facts);
        facts.put("live", live);
        return Group.of(facts);
    }

    /** Flags that set a field have its value in use. */
    private Node flags() {
        if (!(kubelet.get("flag") instanceof Group flags)) {
            return new Unknown("is not known", source);
        }
        FlagTable table = FlagTable.of("kubelet", minor);
        return Group.lazy(List.copyOf(flags.names()), name -> {
            Node before = flags.get(name);
            FlagSpec spec = table.named(name.replace('_', '-'));
            String field = spec == null ? null : spec.field();
            if (field == null || !(config.value(field) instanceof Known running)) {
                return before;
            }
            // a flag that writes its field in another form keeps its own
            boolean same = !(before instanceof Known)
                    || RunningConfig.plain(before).equals(RunningConfig.plain(config.before(field)));
            return same ? running : before;
        });
    }

    /** Where what runs is not what a restart would bring. */
    private Many drift() {
        List<Many.Item> items = new ArrayList<>();
        Node next = kubelet.get("next_config");
        for (String path : config.paths()) {
            Node running = config.value(path);
            Node persisted = next instanceof Group ? RunningConfig.at(next, path) : config.before(path);
            if (running == null || persisted == null) {
                continue;
            }
            boolean removed = running instanceof Unknown unknown
                    && unknown.expected()
                    && unknown.source().equals(source)
                    && persisted instanceof Known;
            if (removed || config.differs(path, running, persisted)) {
                String now = removed ? UNSET : RunningConfig.plain(running).toString();
                items.add(new Many.Item(
                        path,
                        Group.builder()
                                .put("setting", path, source)
                                .put("running", now, source)
                                .put("persisted", RunningConfig.plain(persisted).toString(), Values.source(persisted))
                                .build()));
            }
        }
        return new Many(items, source);
    }

    /** Facts that follow from settings which run with other values than the files have. */
    private void follow(Map<String, Node> facts) {
        if (changed("tlsMinVersion") || changed("tlsCipherSuites")) {
            facts.put("tls", TlsFacts.of(orUnknown("tlsMinVersion"), orUnknown("tlsCipherSuites"), "kubelet", minor));
        }
        if (changed("featureGates")) {
            facts.put("gates", orUnknown("featureGates"));
            for (String name : List.of("alpha_gates", "beta_gates")) {
                facts.computeIfPresent(
                        name,
                        (_, _) ->
                                new Unknown("the running kubelet's feature gates are not those of its files", source));
            }
        }
        file(facts, "client_ca", "authentication.x509.clientCAFile");
        file(facts, "static_pods", "staticPodPath");
        String certificate = config.text("tlsCertFile");
        String key = config.text("tlsPrivateKeyFile");
        if ((changed("tlsCertFile") || changed("tlsPrivateKeyFile"))
                && certificate.startsWith("/")
                && key.startsWith("/")) {
            facts.put("serving_certificate", certificates.of(certificate, key));
        }
    }

    private void file(Map<String, Node> facts, String name, String path) {
        String place = config.text(path);
        if (changed(path) && (place.isEmpty() || place.startsWith("/"))) {
            facts.put(name, files.of(place));
        }
    }

    private Node orUnknown(String path) {
        Node node = config.value(path);
        return node == null ? new Unknown("is not set", source, true) : node;
    }

    /** Whether the kubelet's own answer replaced what its files say. */
    private boolean changed(String path) {
        return config.value(path) instanceof Known running && running.source().equals(source);
    }
}
