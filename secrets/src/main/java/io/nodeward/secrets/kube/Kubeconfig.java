package io.nodeward.secrets.kube;

import io.nodeward.secrets.kube.KubeException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a kubeconfig's current context reaches its cluster. Holds credentials, which {@link #toString} does not show.
 * Immutable.
 */
public final class Kubeconfig {
    private final Path file;
    private final URI server;
    private final @Nullable String tlsServerName;
    private final @Nullable URI proxy;
    private final ClientTls tls;
    private final @Nullable Token token;
    private final Impersonation impersonation;

    /** On whose behalf requests are made; a user of null is the user of the credentials. */
    record Impersonation(@Nullable String user, @Nullable String uid, List<String> groups) {
        List<String> headers() {
            List<String> headers = new ArrayList<>();
            if (user != null) {
                headers.add("Impersonate-User: " + user);
            }
            if (uid != null) {
                headers.add("Impersonate-Uid: " + uid);
            }
            groups.forEach(group -> headers.add("Impersonate-Group: " + group));
            return headers;
        }
    }

    Kubeconfig(
            Path file,
            URI server,
            @Nullable String tlsServerName,
            @Nullable URI proxy,
            ClientTls tls,
            @Nullable Token token,
            Impersonation impersonation) {
        this.file = file;
        this.server = server;
        this.tlsServerName = tlsServerName;
        this.proxy = proxy;
        this.tls = tls;
        this.token = token;
        this.impersonation = impersonation;
    }

    /**
     * Reads a file with the meaning that kubectl gives it. Refused are credentials that a program would have to make
     * ({@code exec}, {@code auth-provider}), servers that are not to be verified, and addresses that are not https.
     *
     * @throws KubeException of kind {@link Kind#CONFIGURATION}, naming the file and what to do
     */
    public static Kubeconfig read(Path file) throws KubeException {
        return new KubeconfigReader(file).read();
    }

    /** Where it was read. */
    public Path file() {
        return file;
    }

    /** The address of the current context's cluster. */
    public URI server() {
        return server;
    }

    /** Opens connections to the server that the kubeconfig names. */
    public KubeApi open() {
        return new HttpKubeApi(this, server, tlsServerName);
    }

    /**
     * Opens connections to another server of the same cluster, with the same credentials and CA. Its certificate must be
     * for the kubeconfig's {@code tls-server-name}, or for the host in {@code server} if there is none.
     *
     * @throws KubeException of kind {@link Kind#CONFIGURATION} if that is no https address
     */
    public KubeApi open(URI server) throws KubeException {
        return new HttpKubeApi(
                this, KubeconfigReader.server(server.toString(), "the API server's address"), tlsServerName);
    }

    @Nullable URI proxy() {
        return proxy;
    }

    ClientTls tls() {
        return tls;
    }

    @Nullable Token token() {
        return token;
    }

    Impersonation impersonation() {
        return impersonation;
    }

    @Override
    public String toString() {
        return file + " (" + server + ")";
    }
}
