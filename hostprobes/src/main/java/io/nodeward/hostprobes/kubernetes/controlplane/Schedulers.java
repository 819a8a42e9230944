package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.kubernetes.config.ConfigFiles;
import io.nodeward.hostprobes.kubernetes.config.EffectiveConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything about one kube-scheduler, type Scheduler: beside --config the flags that it has fields for are ignored. */
final class Schedulers {

    private Schedulers() {}

    static Group read(Shelf shelf, Instance instance, Starts.Pair starts) {
        Start now = starts.now();
        shelf.named().take(now, starts.next());
        EffectiveConfig config = ConfigFiles.single(
                now.places().root(),
                now.flags(),
                now.place("config"),
                "kubescheduler.config.k8s.io/v1",
                "KubeSchedulerConfiguration",
                true);
        Map<String, Node> kubeconfigs = new LinkedHashMap<>();
        String setting = Shelf.empty(now.value("config")) ? "--kubeconfig" : "clientConnection.kubeconfig";
        kubeconfigs.put(setting, now.known(config.value("clientConnection.kubeconfig")));
        ControllerManagers.delegated(now, kubeconfigs);
        return Header.of(instance, starts, Gates.of(now, "scheduler"), shelf.files())
                .put("profiling", now.known(config.value("enableProfiling")))
                .put("config_file", shelf.file(now, "config"))
                .put("kubeconfigs", shelf.kubeconfigs(now, kubeconfigs, "kube-scheduler"))
                .put("tls", ControllerManagers.tls(instance, now))
                .build();
    }
}
