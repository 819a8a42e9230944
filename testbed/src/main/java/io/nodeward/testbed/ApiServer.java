package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A running kube-apiserver, as the node tree's static pod would start it, on a port of 127.0.0.1. */
public final class ApiServer {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final int port;
    private final Path kubeconfig;
    private final Server server;

    private ApiServer(int port, Path kubeconfig, List<String> command, Testbed.Place place) {
        this.port = port;
        this.kubeconfig = kubeconfig;
        this.server = new Server(place, command, LIMIT, this::lacking);
    }

    public String url() {
        return "https://" + Loopback.ADDRESS + ":" + port;
    }

    /** Makes its user a member of {@code system:masters}, for whom no authorization is asked. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** What kubectl prints, e.g. {@code kubectl("get", "secrets", "--output=name")}. */
    public String kubectl(String... arguments) {
        return run(arguments).orThrow();
    }

    public Path log() {
        return server.log();
    }

    public long pid() {
        return server.pid();
    }

    /** The same flags and port again: it reads its files anew. */
    public void restart() {
        server.restart();
    }

    public void stop() {
        server.stop();
    }

    private Optional<String> lacking() {
        return Loopback.silence(port).or(() -> run("get", "--raw=/readyz").problem());
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kubeconfig=" + kubeconfig);
        // not the person's own ~/.kube
        Map<String, String> environment = Map.of(
                "KUBECACHEDIR", kubeconfig.resolveSibling("kubectl-cache").toString());
        return Command.run(environment, Tools.program("kubernetes", "kubectl"), all);
    }

    /** Starts with the flags of the tree's static pod; addresses are set when it starts. */
    public static final class Builder extends FlagBuilder<Builder> {
        private final Testbed bed;
        private final NodeTree tree;
        private final List<String> etcdUrls;

        Builder(Testbed bed, NodeTree tree, Etcd etcd, List<String> etcdUrls) {
            super(tree.flags("kube-apiserver").below(tree.root()));
            this.bed = bed;
            this.tree = tree;
            this.etcdUrls = etcdUrls;
            if (!tree.root().equals(etcd.tree().root())) {
                flags.set("etcd-cafile", etcd.ca().toString());
                flags.set("etcd-certfile", etcd.clientCertificate().toString());
                flags.set("etcd-keyfile", etcd.clientKey().toString());
            }
        }

        /** Encrypts as this {@code EncryptionConfiguration} file says. */
        public Builder encryption(Path configuration) {
            return flag(
                    "encryption-provider-config", configuration.toAbsolutePath().toString());
        }

        public ApiServer start() {
            Testbed.Place place = bed.place("kube-apiserver");
            int port = Loopback.freePort();
            Flags flags = this.flags.copy();
            flags.set("advertise-address", Loopback.ADDRESS);
            flags.set("bind-address", Loopback.ADDRESS);
            flags.set("secure-port", Integer.toString(port));
            flags.set("etcd-servers", String.join(",", etcdUrls));
            flags.set("endpoint-reconciler-type", "none"); // the address above must not be published
            if (flags.value("tls-cert-file").isEmpty()) {
                flags.set("cert-dir", place.directory("certificates").toString());
            }
            List<String> command = new ArrayList<>(flags.arguments());
            command.addFirst(Tools.program("kubernetes", "kube-apiserver").toString());
            ApiServer server = new ApiServer(port, kubeconfig(place, port), command, place);
            bed.stopAtEnd(server::stop);
            return server;
        }

        private Path kubeconfig(Testbed.Place place, int port) {
            try {
                String admin = Files.readString(tree.path("/etc/kubernetes/super-admin.conf"));
                Path file = place.directory("client").resolve("kubeconfig");
                Files.deleteIfExists(file);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                return Files.writeString(
                        file, admin.replaceAll("server: \\S+", "server: https://" + Loopback.ADDRESS + ":" + port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
