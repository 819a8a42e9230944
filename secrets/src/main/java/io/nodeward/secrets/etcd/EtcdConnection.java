package io.nodeward.secrets.etcd;

import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an etcd: what kube-apiserver is told by {@code --etcd-servers}, {@code --etcd-cafile},
 * {@code --etcd-certfile} and {@code --etcd-keyfile}. Paths only, nothing secret.
 *
 * @param endpoints client URLs, at least one, all {@code https} or all {@code http}
 * @param ca PEM certificates that the servers' are verified against; without it the JDK's own trust store
 * @param certificate PEM certificate of the client, with its chain if there is one; needs {@code key}
 * @param key its PEM key, in PKCS#1, SEC1 or PKCS#8
 */
public record EtcdConnection(
        List<URI> endpoints,
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key) {

    public EtcdConnection {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * A connection to these URLs, checked.
     *
     * @throws EtcdException of kind {@code CONFIGURATION}, naming the URL or the flag that is wrong
     */
    public static EtcdConnection of(
            List<String> endpoints, @Nullable Path ca, @Nullable Path certificate, @Nullable Path key)
            throws EtcdException {
        List<URI> urls = new ArrayList<>();
        for (String endpoint : endpoints) {
            urls.add(url(endpoint.strip()));
        }
        if (urls.isEmpty()) {
            throw new EtcdException(
                    Kind.CONFIGURATION, "no etcd endpoint is given; name one, e.g. https://127.0.0.1:2379");
        }
        boolean tls = isTls(urls.getFirst());
        for (URI url : urls) {
            if (isTls(url) != tls) {
                throw new EtcdException(
                        Kind.CONFIGURATION,
                        "etcd endpoints mix http and https (" + urls.getFirst() + ", " + url
                                + "); use https for all of them");
            }
        }
        if ((certificate == null) != (key == null)) {
            throw new EtcdException(
                    Kind.CONFIGURATION,
                    certificate == null
                            ? "the etcd client key " + key + " is given without its certificate"
                            : "the etcd client certificate " + certificate + " is given without its key");
        }
        return new EtcdConnection(urls, ca, certificate, key);
    }

    /** The same with other endpoints. */
    EtcdConnection at(URI endpoint) {
        return new EtcdConnection(List.of(endpoint), ca, certificate, key);
    }

    static boolean isTls(URI url) {
        return "https".equals(url.getScheme());
    }

    /** A client URL: scheme, host and port. */
    static URI url(String text) throws EtcdException {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme();
            if (url.getHost() != null
                    && url.getPort() > 0
                    && ("https".equals(scheme) || "http".equals(scheme))
                    && url.getRawUserInfo() == null
                    && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                    && url.getRawQuery() == null) {
                return new URI(scheme, null, url.getHost(), url.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // told below without what may stand in it
        }
        throw new EtcdException(
                Kind.CONFIGURATION,
                "an etcd endpoint is not of the form https://HOST:PORT" + shown(text)
                        + "; sockets and other paths are not supported");
    }

    /** Not what has a password in it. */
    private static String shown(String text) {
        return text.contains("@") || text.length() > 200 ? "" : ": " + text;
    }
}
