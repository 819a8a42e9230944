package io.nodeward.secrets.kube;

import io.nodeward.testbed.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubeconfigs for other users than the test bed's own. */
public final class TestKubeconfig {
    private static final Pattern CA = Pattern.compile("certificate-authority-data: (\\S+)");

    private TestKubeconfig() {}

    /**
     * Makes a service account that is bound to a role, and a kubeconfig with its token.
     *
     * @param clusterRole empty for none
     */
    public static Path serviceAccount(ApiServer server, String name, String clusterRole) {
        String token = token(server, name);
        if (!clusterRole.isEmpty()) {
            server.kubectl(
                    "create",
                    "clusterrolebinding",
                    name,
                    "--clusterrole=" + clusterRole,
                    "--serviceaccount=default:" + name);
        }
        return write(server, name, "    server: " + server.url() + "\n", "    token: " + token + "\n");
    }

    /** Makes a service account and returns a token of it. */
    public static String token(ApiServer server, String serviceAccount) {
        server.kubectl("create", "serviceaccount", serviceAccount);
        return server.kubectl("create", "token", serviceAccount).strip();
    }

    /** Writes one that trusts the server's CA, with these lines for the cluster and the user. */
    public static Path write(ApiServer server, String name, String cluster, String user) {
        return write(
                server.kubeconfig().resolveSibling(name + ".conf"),
                "    certificate-authority-data: " + value(server, CA) + "\n" + cluster,
                user);
    }

    static Path write(Path file, String cluster, String user) {
        try {
            return Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    current-context: test
                    contexts:
                    - name: test
                      context: {cluster: test, user: test}
                    clusters:
                    - name: test
                      cluster:
                    %susers:
                    - name: test
                      user:
                    %s""".formatted(cluster, user));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String value(ApiServer server, Pattern pattern) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(server.kubeconfig()));
            if (!matcher.find()) {
                throw new IllegalStateException("no " + pattern);
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
