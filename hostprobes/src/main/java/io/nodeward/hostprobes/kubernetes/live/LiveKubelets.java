package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMaps;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the running kubelets of this host for the configuration that they really use, while other probes go on. Where that
 * is not allowed nothing of TLS or of a network is even loaded.
 */
public final class LiveKubelets {

    private static final int USUAL_PORT = 10_250;

    private final HostRoot root;
    private final LiveAccess access;
    private final Map<Long, Asking> asked = new ConcurrentHashMap<>();
    /** Why the others are not asked. */
    private final Map<Long, String> unasked = new ConcurrentHashMap<>();

    private volatile @Nullable Node list;
    private volatile @Nullable Components components;

    public LiveKubelets(HostRoot root, LiveAccess access) {
        this.root = root;
        this.access = access;
    }

    /**
     * Begins to ask those that run outside of containers.
     *
     * @param kubelets type list(Kubelet)
     * @return the same
     */
    public Node ask(Node kubelets, Components components) {
        if (kubelets instanceof Many many) {
            for (Many.Item item : many.items()) {
                if (item.node() instanceof Group kubelet) {
                    String refusal = access.refusal();
                    String reason = refusal.isEmpty() ? reasonNotTo(kubelet, components) : refusal;
                    if (reason.isEmpty()) {
                        asked.put(pid(kubelet), Asking.start(root, question(kubelet)));
                    } else {
                        unasked.put(pid(kubelet), reason);
                    }
                }
            }
        }
        this.components = components;
        list = kubelets;
        return kubelets;
    }

    /**
     * Names the certificates by which the API servers of this host are known to kubelets.
     *
     * @param apiservers type list(ApiServer)
     * @return the same
     */
    public Node apiServers(Node apiservers) {
        if (!asked.isEmpty()) {
            List<Credential> credentials = new ArrayList<>();
            if (apiservers instanceof Many many) {
                for (Many.Item item : many.items()) {
                    if (item.node() instanceof Group server
                            && Boolean.TRUE.equals(Values.bool(server.get("running")))) {
                        add(server, credentials);
                    }
                }
            }
            for (Asking asking : asked.values()) {
                asking.offer(credentials);
            }
        }
        return apiservers;
    }

    private void add(Group server, List<Credential> credentials) {
        if (!(server.get("flag") instanceof Group flags)) {
            return;
        }
        Read<String> certificate = place(server, flags, "kubelet_client_certificate");
        Read<String> key = place(server, flags, "kubelet_client_key");
        if (certificate instanceof Read.Found<String>(String certificatePath)
                && key instanceof Read.Found<String>(String keyPath)
                && !certificatePath.isEmpty()
                && !keyPath.isEmpty()) {
            credentials.add(
                    new Credential("the API server's client certificate for kubelets", certificatePath, keyPath));
        }
    }

    private Read<String> place(Group server, Group flags, String name) {
        return new PathMaps(root).of(Long.toString(pid(server))).locate(root, Values.textOrEmpty(flags.get(name)));
    }

    /**
     * The kubelets with what they answered, type list(Kubelet); waits for the answers, which come in {@value
     * Deadline#SECONDS} seconds or never. Null when nothing is known of kubelets.
     */
    public @Nullable Node answered(FileFacts files, Certificates certificates) {
        if (!(list instanceof Many many)) {
            return list;
        }
        List<Many.Item> items = new ArrayList<>(many.items().size());
        for (Many.Item item : many.items()) {
            items.add(
                    item.node() instanceof Group kubelet
                            ? new Many.Item(item.key(), answered(kubelet, files, certificates))
                            : item);
        }
        return new Many(items, many.source());
    }

    private Group answered(Group kubelet, FileFacts files, Certificates certificates) {
        Asking asking = asked.get(pid(kubelet));
        if (asking == null) {
            String reason = unasked.get(pid(kubelet));
            return unanswered(kubelet, Answer.none(reason == null ? "" : reason), "kubelet");
        }
        Answer answer = asking.await();
        String url = asking.question().url();
        return answer.config() == null
                ? unanswered(kubelet, answer, url)
                : new RunningKubelet(kubelet, answer.config(), url, files, certificates).facts(live(answer, url));
    }

    /** Without the kubelet's own answer nothing shows a file that was edited since it started, unless its times do. */
    private Group unanswered(Group kubelet, Answer answer, String source) {
        Group.Builder builder = Group.builder();
        for (String name : kubelet.names()) {
            Node node = kubelet.get(name);
            if (node != null) {
                builder.put(name, name.equals("drift") ? drift(kubelet, node) : node);
            }
        }
        return builder.put("live", live(answer, source)).build();
    }

    private Node drift(Group kubelet, Node drift) {
        boolean none = drift instanceof Many many && many.items().isEmpty();
        if (!none || !Boolean.TRUE.equals(Values.bool(kubelet.get("running")))) {
            return drift;
        }
        HostProcess process = process(kubelet, components);
        String doubt;
        if (!root.live() || process == null) {
            doubt = "a copy does not show what its files were then";
        } else if (process.placement().kind() == Placement.Kind.CONTAINER) {
            doubt = "they are a container's own";
        } else {
            doubt = new FilesSinceStart(root).doubt(kubelet, process);
        }
        return doubt.isEmpty()
                ? drift
                : new Unknown(
                        "whether the files are those that it started with is not known: " + doubt,
                        drift instanceof Many many ? many.source() : "kubelet",
                        !access.refusal().isEmpty());
    }

    private static @Nullable HostProcess process(Group kubelet, @Nullable Components components) {
        if (components != null) {
            for (HostProcess process : components.of(Component.KUBELET)) {
                if (process.pid() == pid(kubelet)) {
                    return process;
                }
            }
        }
        return null;
    }

    private static Group live(Answer answer, String source) {
        return Group.builder()
                .put("asked", answer.asked(), source)
                .put("answered", answer.config() != null, source)
                .put("reason", answer.note(), source)
                .build();
    }

    private static String reasonNotTo(Group kubelet, Components components) {
        if (!Boolean.TRUE.equals(Values.bool(kubelet.get("running")))) {
            return "is not asked: it does not run";
        }
        HostProcess process = process(kubelet, components);
        if (process == null) {
            return "is not asked: its process has ended";
        }
        return process.placement().kind() == Placement.Kind.CONTAINER
                ? "is not asked: it runs inside a container, whose network and files are its own"
                : "";
    }

    private static long pid(Group component) {
        Long pid = Values.integer(component.get("pid"));
        return pid == null ? 0 : pid;
    }

    private static Question question(Group kubelet) {
        Node config = kubelet.get("config");
        Node address = config instanceof Group group ? group.get("address") : null;
        Node port = config instanceof Group group ? group.get("port") : null;
        Long number = Values.integer(port);
        Group serving = kubelet.get("serving_certificate") instanceof Group group
                ? group
                : Group.builder().build();
        String authorities =
                kubelet.get("client_ca") instanceof Group group ? Values.textOrEmpty(group.get("path")) : "";
        return new Question(
                reachable(Values.textOrEmpty(address)),
                // what cannot be read may still be at the usual place; the certificate decides
                number == null || number <= 0 || number > 0xFFFF ? USUAL_PORT : number.intValue(),
                serving,
                serving.get("path") instanceof Unknown ? usual(kubelet) : "",
                authorities,
                own(kubelet));
    }

    private static String usual(Group kubelet) {
        String directory = kubelet.get("certificate_directory") instanceof Group group
                ? Values.textOrEmpty(group.get("path"))
                : "";
        return directory.isEmpty() ? "" : directory + "/kubelet.crt";
    }

    /** An address to connect to for one to listen on. */
    private static String reachable(String address) {
        if (address.isEmpty() || address.equals("0.0.0.0")) {
            return "127.0.0.1";
        }
        return address.equals("::") ? "::1" : address;
    }

    private static List<Credential> own(Group kubelet) {
        String name = "the kubelet's client certificate";
        List<Credential> own = new ArrayList<>();
        if (kubelet.get("client_certificate") instanceof Group group && group.get("exists") instanceof Known known) {
            String path = Values.textOrEmpty(group.get("path"));
            if (known.value().equals(true) && !path.isEmpty()) {
                own.add(new Credential(name, path, path));
            }
        }
        if (kubelet.get("kubeconfig") instanceof Group group && kubelet.get("flag") instanceof Group flags) {
            String given = Values.textOrEmpty(flags.get("kubeconfig"));
            // relative names in it start beside the name that it was given by
            String path = given.startsWith("/") ? given : Values.textOrEmpty(group.get("path"));
            if (!path.isEmpty()) {
                own.add(new Credential(name, path, ""));
            }
        }
        return own;
    }
}
