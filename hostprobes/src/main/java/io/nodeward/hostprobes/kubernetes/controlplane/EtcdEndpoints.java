package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.flags.GoText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses that etcd listens on, type list(EtcdEndpoint). Each is encrypted or not by its own scheme. */
final class EtcdEndpoints {

    private EtcdEndpoints() {}

    /** The URLs of several settings together; unknown as soon as one of them is, or has a URL that etcd refuses. */
    static Node of(Start start, String... flags) {
        Map<String, Many.Item> items = new LinkedHashMap<>();
        StringBuilder source = new StringBuilder();
        for (String flag : flags) {
            Node value = start.value(flag);
            List<String> urls = Values.texts(value);
            if (!(value instanceof Known known) || urls == null) {
                return value;
            }
            source.append(source.isEmpty() ? "" : ", ").append(known.source());
            for (String url : urls) {
                Group endpoint = endpoint(url, known);
                if (endpoint == null) {
                    return new Unknown("is not a URL that etcd takes", known.source());
                }
                items.putIfAbsent(url, new Many.Item(url, endpoint));
            }
        }
        return new Many(List.copyOf(items.values()), source.toString());
    }

    private static @Nullable Group endpoint(String url, Known setting) {
        int mark = url.indexOf("://");
        String scheme = mark < 0 ? "" : url.substring(0, mark);
        boolean socket = scheme.equals("unix") || scheme.equals("unixs");
        boolean encrypted = scheme.equals("https") || scheme.equals("unixs");
        if (!socket && !scheme.equals("http") && !scheme.equals("https")) {
            return null;
        }
        String host = socket ? "localhost" : host(url.substring(mark + 3));
        if (host == null) {
            return null;
        }
        String ip = GoText.ip(host);
        boolean loopback = host.equals("localhost") || (ip != null && (ip.startsWith("127.") || ip.equals("::1")));
        boolean wildcard = host.isEmpty() || "0.0.0.0".equals(ip) || "::".equals(ip);
        String source = setting.source();
        return Group.builder()
                .put("url", url, source)
                .put("encrypted", encrypted, source)
                .put("loopback", loopback, source)
                .put("wildcard", wildcard, source)
                .build();
    }

    /** The host of {@code host:port}, an IPv6 address without its brackets; null when that is not its form. */
    private static @Nullable String host(String rest) {
        String address = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int colon = address.lastIndexOf(':');
        if (colon < 0 || address.indexOf('/') >= 0 || GoText.integer(address.substring(colon + 1)) == null) {
            return null;
        }
        String host = address.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            return null;
        }
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }
}
