package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Starts servers and writes trees in one directory, and stops the servers when it is closed, the youngest first.
 *
 * <p>{@link #controlPlane()}, {@link #etcd()}, {@link #apiServer()} and {@link #vault()} are one each and belong together;
 * the methods with parameters make as many more as are asked for.
 */
public final class Testbed implements AutoCloseable {
    /** Where one server has its log and its files. */
    record Place(Path bed, String name, Server.Lifetime lifetime) {
        Path log() {
            return bed.resolve(name + ".log");
        }

        Path directory(String purpose) {
            try {
                return Files.createDirectories(bed.resolve(name + "." + purpose));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Made when it is first asked for. */
    private static final class Once<T> {
        private final Supplier<T> maker;
        private Optional<T> made = Optional.empty();

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        T get() {
            if (made.isEmpty()) {
                made = Optional.of(maker.get());
            }
            return made.get();
        }
    }

    private final Path directory;
    private final Server.Lifetime lifetime;
    private final Map<String, Integer> names = new HashMap<>();
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final Once<NodeTree> controlPlane = new Once<>(() -> tree(NodeKind.CONTROL_PLANE));
    private final Once<Etcd> etcd = new Once<>(() -> etcd(controlPlane()).start());
    private final Once<ApiServer> apiServer =
            new Once<>(() -> apiServer(controlPlane(), etcd()).start());
    private final Once<Vault> vault = new Once<>(() -> new Vault(this));

    /** Servers end with this JVM at the latest. */
    public Testbed(Path directory) {
        this(directory, Server.Lifetime.OF_THE_JVM);
    }

    Testbed(Path directory, Server.Lifetime lifetime) {
        try {
            this.directory = Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.lifetime = lifetime;
    }

    /** Where logs and trees are. */
    public Path directory() {
        return directory;
    }

    /** Writes one more tree. */
    public NodeTree tree(NodeKind kind) {
        return NodeTree.write(kind, directory.resolve(unique("tree-" + kind.label())));
    }

    /** One more etcd, with the certificates and flags of a control-plane or etcd tree. */
    public Etcd.Builder etcd(NodeTree tree) {
        return new Etcd.Builder(this, tree);
    }

    /** One more etcd of several members. */
    public EtcdCluster etcdCluster(NodeTree tree, int members) {
        return EtcdCluster.start(this, tree, members);
    }

    /** One more KMS provider. */
    public Kms kms() {
        return new Kms(this);
    }

    /** One more API server, with the certificates and flags of a control-plane tree. */
    public ApiServer.Builder apiServer(NodeTree tree, Etcd etcd) {
        return new ApiServer.Builder(this, tree, etcd, List.of(etcd.url()));
    }

    /** One more API server, which uses all members of an etcd. */
    public ApiServer.Builder apiServer(NodeTree tree, EtcdCluster etcd) {
        return new ApiServer.Builder(this, tree, etcd.members().getFirst(), etcd.urls());
    }

    /** The control-plane tree that the servers without parameters use. */
    public NodeTree controlPlane() {
        return controlPlane.get();
    }

    public Etcd etcd() {
        return etcd.get();
    }

    public ApiServer apiServer() {
        return apiServer.get();
    }

    public Vault vault() {
        return vault.get();
    }

    /** Stops every server that is still running. */
    @Override
    public void close() {
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
    }

    /** Closing will not stop what runs now. */
    void leaveRunning() {
        stops.clear();
    }

    Place place(String server) {
        try {
            Place place = new Place(directory, unique(server), lifetime);
            Files.deleteIfExists(place.log()); // of another time
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Members of a cluster start side by side. */
    synchronized void stopAtEnd(Runnable stop) {
        stops.push(stop);
    }

    private String unique(String name) {
        int number = names.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + "-" + number;
    }
}
