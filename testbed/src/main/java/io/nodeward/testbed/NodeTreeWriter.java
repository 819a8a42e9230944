package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a {@link NodeTree}: the distribution's files from {@code testbed/node}, everything else by kubeadm. */
final class NodeTreeWriter {
    private static final String CONFIG = "kubeadm.yaml";

    private final NodeKind kind;
    private final Path root;
    private final Path kubeadm = Tools.program("kubernetes", "kubeadm");
    private final String version =
            Command.run(kubeadm, "version", "--output=short").orThrow().strip().substring(1);

    NodeTreeWriter(NodeKind kind, Path root) {
        this.kind = kind;
        this.root = root;
    }

    /**
     * kubeadm changes its root directory, and asks the machine for its name: that is for root, or for a user whom the
     * kernel lets be root in a namespace.
     */
    static void requirePrivilege() throws IOException {
        CommandResult result = Command.run(Map.of(), Path.of("unshare"), inNamespace("true"));
        if (!result.ok()) {
            throw new TestbedException(
                    "kubeadm needs root to write a node tree, and this kernel gives users no namespaces"
                            + " of their own; run as root (" + result.errors().strip() + ")");
        }
    }

    private static List<String> inNamespace(String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--uts"));
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            arguments.add("--map-root-user");
        }
        arguments.addAll(List.of(command));
        return arguments;
    }

    NodeTree write() throws IOException {
        requirePrivilege();
        Path sources = Tools.home().resolve("node");
        copy(sources.resolve("common"));
        copy(sources.resolve(kind.label()));
        for (String empty : List.of("etc/kubernetes/manifests", "usr/bin", "var/lib/kubelet/pki", "run", "root")) {
            directory(root.resolve(empty));
        }
        Path config = root.resolve(CONFIG);
        Files.writeString(config, fill(Files.readString(sources.resolve(CONFIG))));
        for (String phase : kind.phases()) {
            phase(phase);
        }
        if (Files.exists(root.resolve("etc/kubernetes/kubelet.conf"))) {
            bootstrapKubelet();
            phase("kubelet-finalize all");
        }
        KubeletCertificate.write(kind.node(), root.resolve("var/lib/kubelet/pki"));
        if (kind == NodeKind.WORKER) {
            Files.delete(root.resolve("etc/kubernetes/pki/ca.key"));
        }
        Files.delete(config);
        return new NodeTree(root);
    }

    private void phase(String phase) throws IOException {
        List<String> arguments =
                inNamespace("sh", "-c", "umask 022 && hostname \"$0\" && exec \"$@\"", kind.node(), kubeadm.toString());
        arguments.addAll(List.of("init", "phase"));
        arguments.addAll(List.of(phase.split(" ", -1)));
        arguments.addAll(List.of("--config=/" + CONFIG, "--rootfs=" + root));
        CommandResult result = Command.run(Map.of(), Path.of("unshare"), arguments);
        if (!result.ok()) {
            throw new TestbedException(
                    "kubeadm's phase '" + phase + "' failed: " + result.errors().strip());
        }
    }

    /** What the kubelet does when it first reaches the API server: its client certificate gets a file of its own. */
    private void bootstrapKubelet() throws IOException {
        String kubeconfig = Files.readString(root.resolve("etc/kubernetes/kubelet.conf"));
        String now = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").format(LocalDateTime.now(ZoneOffset.UTC));
        String file = "/var/lib/kubelet/pki/kubelet-client-" + now + ".pem";
        Path pem = root.resolve(file.substring(1));
        Files.createFile(pem, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                pem, embedded(kubeconfig, "client-certificate-data") + embedded(kubeconfig, "client-key-data"));
        Files.createSymbolicLink(pem.resolveSibling("kubelet-client-current.pem"), Path.of(file));
    }

    private static String embedded(String kubeconfig, String key) {
        Matcher line =
                Pattern.compile("^ *" + key + ": (\\S+)$", Pattern.MULTILINE).matcher(kubeconfig);
        if (!line.find()) {
            throw new TestbedException("kubeadm wrote a kubelet.conf without " + key);
        }
        return new String(Base64.getDecoder().decode(line.group(1)), US_ASCII);
    }

    /** Modes do not depend on the umask, neither of the clone nor of whoever runs this. */
    private void copy(Path from) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        List<Path> sources;
        try (var walk = Files.walk(from)) {
            sources = walk.toList();
        }
        for (Path source : sources) {
            Path target = root.resolve(from.relativize(source).toString());
            if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
                directory(target);
            } else if (Files.isSymbolicLink(source)) {
                Files.createSymbolicLink(target, Files.readSymbolicLink(source));
            } else {
                Files.writeString(target, fill(Files.readString(source)));
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
    }

    private void directory(Path path) throws IOException {
        Files.createDirectories(path);
        Path part = root;
        for (Path name : root.relativize(path)) {
            part = part.resolve(name);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String fill(String template) {
        return template.replace("@NODE@", kind.node())
                .replace("@ADDRESS@", kind.address())
                .replace("@VERSION@", version);
    }
}
