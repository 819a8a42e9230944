package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the settings of kubelets name: certificates, keys, kubeconfigs and directories. Collects their paths. */
final class KubeletFiles {

    private static final String SERVER = "kubelet-server-current.pem";
    private static final String CLIENT = "kubelet-client-current.pem";

    private final HostRoot root;
    private final FileFacts files;
    private final Certificates certificates;
    private final Kubeconfigs kubeconfigs;
    private final Set<String> staticPodPaths = new LinkedHashSet<>();
    private final Set<String> pkiFiles = new LinkedHashSet<>();
    private final Set<String> certificateSources = new LinkedHashSet<>();
    private final Set<Unknown> lostPki = new LinkedHashSet<>();
    private final Set<Unknown> lostKubeconfigs = new LinkedHashSet<>();

    KubeletFiles(HostRoot root, FileFacts files, Certificates certificates, Kubeconfigs kubeconfigs) {
        this.root = root;
        this.files = files;
        this.certificates = certificates;
        this.kubeconfigs = kubeconfigs;
    }

    /** Directories of static pod manifests. */
    Set<String> staticPodPaths() {
        return staticPodPaths;
    }

    /** Files of certificates and keys. */
    Set<String> pkiFiles() {
        return pkiFiles;
    }

    /** Kubeconfigs and directories that hold certificates. */
    Set<String> certificateSources() {
        return certificateSources;
    }

    /** Why files of certificates and keys that are named, or their directory, cannot be found on the host. */
    Set<Unknown> lostPki() {
        return lostPki;
    }

    /** The same of kubeconfigs. */
    Set<Unknown> lostKubeconfigs() {
        return lostKubeconfigs;
    }

    void add(Group.Builder facts, KubeletStart start) {
        Read<String> manifests = start.place(start.value("staticPodPath"));
        facts.put("static_pods", files.of(manifests));
        // that the directory of static pods is lost is told with the pods
        keep(manifests, staticPodPaths, new LinkedHashSet<>());
        facts.put("root_directory", files.of(start.place(start.flag("root-dir"))));
        facts.put("plugin_directories", plugins(start));
        Read<String> authority = start.place(start.value("authentication.x509.clientCAFile"));
        facts.put("client_ca", files.of(authority));
        keep(authority, pkiFiles, lostPki);
        Node directory = start.flag("cert-dir");
        Read<String> certificateDirectory = start.place(directory);
        facts.put("certificate_directory", files.of(certificateDirectory));
        keep(certificateDirectory, certificateSources, lostPki);
        kubeconfigs(facts, start);
        Serving serving = Serving.of(start, directory);
        if (serving.named()) {
            keep(serving.certificate(), pkiFiles, lostPki);
            keep(serving.key(), pkiFiles, lostPki);
        }
        facts.put("serving_certificate", certificates.of(serving.certificate(), serving.key()));
        Read<String> current = start.below(directory, CLIENT);
        facts.put("client_certificate", certificates.of(current, current));
        facts.put("keys", keys(start, List.of(serving.key(), current)));
    }

    /**
     * Where the kubelet has what it presents on its port.
     *
     * @param named whether settings name the files
     */
    private record Serving(Read<String> certificate, Read<String> key, boolean named) {

        /** Without files that are named it has made them itself, or asked the API server for them. */
        static Serving of(KubeletStart start, Node directory) {
            Node certificate = start.value("tlsCertFile");
            Node key = start.value("tlsPrivateKeyFile");
            if (!empty(certificate) || !empty(key)) {
                return new Serving(start.place(certificate), start.place(key), true);
            }
            Node bootstrap = start.value("serverTLSBootstrap");
            if (bootstrap instanceof Unknown unknown) {
                Read<String> nowhere = new Read.Failed<>(unknown.source(), unknown.reason());
                return new Serving(nowhere, nowhere, false);
            }
            if (Boolean.TRUE.equals(Values.bool(bootstrap))) {
                Read<String> both = start.below(directory, SERVER);
                return new Serving(both, both, false);
            }
            return new Serving(start.below(directory, "kubelet.crt"), start.below(directory, "kubelet.key"), false);
        }

        private static boolean empty(Node path) {
            return path instanceof Known known && known.value().equals("");
        }
    }

    private void kubeconfigs(Group.Builder facts, KubeletStart start) {
        for (String flag : List.of("kubeconfig", "bootstrap-kubeconfig")) {
            Read<String> place = start.place(start.flag(flag));
            String role = flag.equals("kubeconfig") ? "kubelet" : "kubelet-bootstrap";
            facts.put(flag.replace('-', '_'), kubeconfigs.of(place, role));
            keep(place, certificateSources, lostKubeconfigs);
        }
    }

    /** Where programs lie that it runs as root. */
    private Many plugins(KubeletStart start) {
        List<Many.Item> items = new ArrayList<>();
        for (Node setting : List.of(start.value("volumePluginDir"), start.flag("image-credential-provider-bin-dir"))) {
            Read<String> place = start.place(setting);
            if (!(place instanceof Read.Found<String>(String path) && path.isEmpty())) {
                items.add(new Many.Item(name(place), files.of(place)));
            }
        }
        return new Many(items, "volumePluginDir and --image-credential-provider-bin-dir");
    }

    /** Files that hold its private keys, without those that are certainly not there; one that is hidden may be. */
    private Many keys(KubeletStart start, List<Read<String>> own) {
        List<Read<String>> places = new ArrayList<>(own);
        places.addAll(clientKeys(start));
        Set<String> seen = new LinkedHashSet<>();
        List<Many.Item> items = new ArrayList<>();
        for (Read<String> place : places) {
            String at = name(place);
            if (place instanceof Read.Found<String>(String path)) {
                Read<Stat> stat = path.isEmpty() ? new Read.Absent<>(path) : root.stat(path);
                if (stat instanceof Read.Absent<Stat>) {
                    continue;
                }
                at = stat instanceof Read.Found<Stat>(Stat found) ? found.path() : path;
            }
            if (seen.add(at)) {
                items.add(new Many.Item(at, files.of(place)));
            }
        }
        return new Many(items, "the kubelet's settings of certificates and its kubeconfig");
    }

    private List<Read<String>> clientKeys(KubeletStart start) {
        Node flag = start.flag("kubeconfig");
        Read<List<String>> named = kubeconfigs.keyFiles(start.place(flag));
        if (named instanceof Read.Failed<List<String>>(String path, String reason)) {
            return List.of(new Read.Failed<>(path, reason));
        }
        List<Read<String>> places = new ArrayList<>();
        if (named instanceof Read.Found<List<String>>(List<String> paths)) {
            String given = Values.textOrEmpty(flag);
            String directory = given.substring(0, given.lastIndexOf('/') + 1);
            for (String path : paths) {
                // client-go takes a path in a kubeconfig as relative to the directory of that file
                places.add(start.place(new Known(path.startsWith("/") ? path : directory + path, given)));
            }
        }
        return places;
    }

    private static String name(Read<String> place) {
        if (place instanceof Read.Found<String>(String path)) {
            return path;
        }
        return place instanceof Read.Failed<String> failed ? failed.path() : ((Read.Absent<String>) place).path();
    }

    private static void keep(Read<String> place, Set<String> paths, Set<Unknown> lost) {
        if (place instanceof Read.Found<String>(String path)) {
            if (!path.isEmpty()) {
                paths.add(path);
            }
        } else if (place instanceof Read.Failed<String> failed) {
            lost.add(failed.unknown());
        }
    }
}
