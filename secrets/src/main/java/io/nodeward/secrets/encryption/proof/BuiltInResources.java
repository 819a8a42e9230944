package io.nodeward.secrets.encryption.proof;

import java.util.HashMap;
import java.util.Map;

/**
 * Where kube-apiserver keeps the resources that are compiled into it, below its prefix: as a rule under their plural
 * alone, whatever their group. The exceptions are those of Kubernetes' {@code SpecialDefaultResourcePrefixes}, and the few
 * records that are no API resources and have names of their own in an {@code EncryptionConfiguration}. Known for
 * Kubernetes v1.30 to v1.36.
 */
final class BuiltInResources {
    private static final String PLURAL_GROUPS = """
            configmaps endpoints events limitranges namespaces nodes persistentvolumeclaims persistentvolumes pods \
            podtemplates replicationcontrollers resourcequotas secrets serviceaccounts services
            admissionregistration.k8s.io: mutatingadmissionpolicies mutatingadmissionpolicybindings \
            mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings \
            validatingwebhookconfigurations
            apps: controllerrevisions daemonsets deployments replicasets statefulsets
            autoscaling: horizontalpodautoscalers
            batch: cronjobs jobs
            certificates.k8s.io: certificatesigningrequests clustertrustbundles podcertificaterequests
            coordination.k8s.io: leasecandidates leases
            discovery.k8s.io: endpointslices
            flowcontrol.apiserver.k8s.io: flowschemas prioritylevelconfigurations
            internal.apiserver.k8s.io: storageversions
            networking.k8s.io: ingressclasses ingresses ipaddresses networkpolicies servicecidrs
            node.k8s.io: runtimeclasses
            policy: poddisruptionbudgets
            rbac.authorization.k8s.io: clusterrolebindings clusterroles rolebindings roles
            resource.k8s.io: deviceclasses devicetaintrules podschedulingcontexts resourceclaims resourceclaimtemplates \
            resourceclasses resourcepoolstatusrequests resourceslices
            scheduling.k8s.io: podgroups priorityclasses workloads
            storage.k8s.io: csidrivers csinodes csistoragecapacities storageclasses volumeattachments \
            volumeattributesclasses
            storagemigration.k8s.io: storageversionmigrations
            """;

    private static final Map<String, String> SPECIAL = Map.ofEntries(
            Map.entry("replicationcontrollers", "controllers"),
            Map.entry("endpoints", "services/endpoints"),
            Map.entry("nodes", "minions"),
            Map.entry("services", "services/specs"),
            Map.entry("ingresses.networking.k8s.io", "ingress"));

    /** Those of the aggregator and of the extensions, which are stored as custom resources are. */
    private static final Map<String, String> GROUPED = Map.of(
            "apiregistration.k8s.io/apiservices", "apiservices.apiregistration.k8s.io",
            "apiextensions.k8s.io/customresourcedefinitions", "customresourcedefinitions.apiextensions.k8s.io");

    /** Records of the API servers themselves. */
    private static final Map<String, String> RECORDS = Map.of(
            "ranges/serviceips", "serviceipallocations",
            "ranges/secondaryserviceips", "serviceipallocations",
            "ranges/servicenodeports", "servicenodeportallocations",
            "masterleases", "apiServerIPInfo",
            "peerserverleases", "apiServerPeerIPInfo");

    private BuiltInResources() {}

    /** From path to the resource's name as an {@code EncryptionConfiguration} has it. */
    static Map<String, String> paths() {
        Map<String, String> paths = new HashMap<>(RECORDS);
        paths.putAll(GROUPED);
        PLURAL_GROUPS.lines().forEach(line -> {
            int colon = line.indexOf(':');
            String suffix = colon < 0 ? "" : "." + line.substring(0, colon);
            for (String plural : line.substring(colon + 1).strip().split(" ")) {
                String resource = plural + suffix;
                paths.put(SPECIAL.getOrDefault(resource, plural), resource);
            }
        });
        return paths;
    }
}
