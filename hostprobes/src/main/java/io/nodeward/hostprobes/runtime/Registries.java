package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import io.nodeward.hostprobes.toml.Toml;
import io.nodeward.hostprobes.toml.TomlSyntaxException;
import io.nodeward.hostprobes.toml.TomlTable;
import io.nodeward.hostprobes.toml.TomlValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Registries for which a runtime is told anything of how to reach them; all others are reached by verified TLS. (containerd
 * core/remotes/docker/config/hosts.go; go.podman.io/image pkg/sysregistriesv2.)
 */
final class Registries {

    private static final int ENTRIES = 5000;
    private static final int MOST = 10_000;
    private static final int LIMIT = 1 << 20;
    private static final String HOSTS = "hosts.toml";
    private static final String PLAIN = "http://";

    private final HostRoot root;
    private final List<Many.Item> items;

    Registries(HostRoot root, List<Many.Item> items) {
        this.root = root;
        this.items = items;
    }

    /**
     * Adds one.
     *
     * @param address host, with port where it has one
     * @param plain whether images come from it without TLS
     * @param unverified whether nobody looks at its certificate
     */
    void add(String runtime, String address, boolean plain, boolean unverified, String source) {
        if (items.size() >= MOST) {
            if (items.size() == MOST) {
                gap(new Read.Failed<>(source, "is one of more than " + MOST + " registries"));
            }
            return;
        }
        items.add(new Many.Item(
                runtime + " " + address,
                Group.builder()
                        .put("runtime", runtime, source)
                        .put("address", address, source)
                        .put("plain_http", plain, source)
                        .put("skip_verify", unverified, source)
                        .build()));
    }

    void gap(Read.Failed<?> failed) {
        items.add(new Many.Item(failed.path(), failed.unknown()));
    }

    /** Those of containerd, as one version of it reads them. */
    void containerd(ContainerdSettings settings, ContainerdKind kind) {
        List<Setting> mirrors = settings.at(kind, ContainerdSettings.IMAGES, "registry", "mirrors");
        String path = Told.text(settings.at(kind, ContainerdSettings.IMAGES, "registry", "config_path"), "");
        boolean some = !mirrors.isEmpty()
                && mirrors.getFirst().value() instanceof TomlTable table
                && !table.names().isEmpty();
        if (path.isEmpty() && !some && (kind == ContainerdKind.DIRECTORIES || kind == ContainerdKind.SERVICES)) {
            path = "/etc/containerd/certs.d:/etc/docker/certs.d";
        }
        if (path.isEmpty()) {
            mirrors(mirrors);
            unverified(settings.at(kind, ContainerdSettings.IMAGES, "registry", "configs"));
            return;
        }
        int from = 0;
        List<String> seen = new ArrayList<>();
        while (from <= path.length()) {
            int colon = path.indexOf(':', from);
            int end = colon < 0 ? path.length() : colon;
            directory(path.substring(from, end), seen);
            from = end + 1;
        }
    }

    private void mirrors(List<Setting> mirrors) {
        for (Setting setting : mirrors) {
            if (!(setting.value() instanceof TomlTable table)) {
                continue;
            }
            for (String name : table.names()) {
                List<TomlValue.Text> endpoints = TomlTable.texts(table.at(name, "endpoint"));
                for (TomlValue.Text endpoint : endpoints == null ? List.<TomlValue.Text>of() : endpoints) {
                    boolean plain = endpoint.text().startsWith(PLAIN);
                    add("containerd", host(endpoint.text()), plain, false, setting.path() + ":" + endpoint.line());
                }
            }
        }
    }

    private void unverified(List<Setting> configs) {
        for (Setting setting : configs) {
            if (!(setting.value() instanceof TomlTable table)) {
                continue;
            }
            for (String name : table.names()) {
                if (table.at(name, "tls", "insecure_skip_verify") instanceof TomlValue.Bool skip) {
                    add("containerd", name, false, skip.value(), setting.path() + ":" + skip.line());
                }
            }
        }
    }

    /** A directory for each registry; the first of several that has one for it counts. */
    private void directory(String directory, List<String> seen) {
        if (!directory.startsWith("/")) {
            return;
        }
        Read<List<String>> names = root.list(directory, ENTRIES);
        if (names instanceof Read.Failed<List<String>> failed) {
            gap(failed);
        } else if (names instanceof Read.Found<List<String>>(List<String> entries)) {
            for (String name : entries) {
                if (seen.contains(name)) {
                    continue;
                }
                seen.add(name);
                hosts(directory + "/" + name + "/" + HOSTS, name);
            }
        }
    }

    private void hosts(String path, String name) {
        Read<byte[]> read = root.bytes(path, LIMIT);
        if (read instanceof Read.Failed<byte[]> failed) {
            gap(failed);
        } else if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
            try {
                TomlTable table = Toml.read(bytes);
                String server = table.get("server") instanceof TomlValue.Text text ? text.text() : "";
                entry(table, server.isEmpty() ? registry(name) : server, path);
                TomlTable hosts = table.table("host");
                if (hosts != null) {
                    entries(hosts, path);
                }
            } catch (TomlSyntaxException e) {
                gap(new Read.Failed<>(e.line() > 0 ? path + ":" + e.line() : path, e.problem()));
            }
        }
    }

    private void entries(TomlTable hosts, String path) {
        for (String host : hosts.names()) {
            TomlTable one = hosts.table(host);
            if (one != null) {
                entry(one, host, path);
            }
        }
    }

    private void entry(TomlTable table, String address, String path) {
        TomlValue skip = table.get("skip_verify");
        boolean unverified = skip instanceof TomlValue.Bool bool && bool.value();
        String source = path + ":" + (skip == null ? table.line() : skip.line());
        // a port whose scheme is in doubt is tried with TLS first, and without it then
        add("containerd", host(address), address.startsWith(PLAIN), unverified, source);
    }

    /** {@code registry_5000_} is the directory of {@code registry:5000}. */
    private static String registry(String name) {
        int end = name.length() - 1;
        int start = name.endsWith("_") ? name.lastIndexOf('_', end - 1) : -1;
        return start > 0 ? name.substring(0, start) + ":" + name.substring(start + 1, end) : name;
    }

    static String host(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? address : address.substring(scheme + "://".length());
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** Those of CRI-O and other programs that read containers-registries.conf(5). */
    void containers(String runtime, String file, String directory) {
        List<String> paths = new ArrayList<>();
        paths.add(file);
        Read<List<String>> names = root.list(directory, ENTRIES);
        if (names instanceof Read.Failed<List<String>> failed) {
            gap(failed);
        } else if (names instanceof Read.Found<List<String>>(List<String> entries)) {
            for (String name : entries) {
                boolean folder = root.stat(directory + "/" + name) instanceof Read.Found<Stat>(Stat stat)
                        && stat.type() == Stat.Type.DIRECTORY;
                if (name.endsWith(".conf") && !folder) {
                    paths.add(directory + "/" + name);
                }
            }
        }
        // the last file that names a prefix has it all
        List<String> prefixes = new ArrayList<>();
        for (String path : paths.reversed()) {
            Read<byte[]> read = root.bytes(path, LIMIT);
            if (read instanceof Read.Failed<byte[]> failed) {
                gap(failed);
            } else if (read instanceof Read.Found<byte[]>(byte[] bytes)) {
                try {
                    containers(runtime, Toml.read(bytes), path, prefixes);
                } catch (TomlSyntaxException e) {
                    gap(new Read.Failed<>(e.line() > 0 ? path + ":" + e.line() : path, e.problem()));
                }
            }
        }
    }

    private void containers(String runtime, TomlTable document, String path, List<String> prefixes) {
        List<TomlValue.Text> old = TomlTable.texts(document.at("registries", "insecure", "registries"));
        for (TomlValue.Text text : old == null ? List.<TomlValue.Text>of() : old) {
            if (claim(text.text(), prefixes)) {
                add(runtime, text.text(), true, true, path + ":" + text.line());
            }
        }
        if (!(document.get("registry") instanceof TomlValue.Items items)) {
            return;
        }
        for (TomlValue value : items.values()) {
            if (!(value instanceof TomlTable table)) {
                continue;
            }
            String location = table.get("location") instanceof TomlValue.Text text ? text.text() : "";
            String prefix = table.get("prefix") instanceof TomlValue.Text text ? text.text() : "";
            boolean blocked = table.get("blocked") instanceof TomlValue.Bool bool && bool.value();
            if (!claim(prefix.isEmpty() ? location : prefix, prefixes) || blocked) {
                continue;
            }
            endpoint(runtime, table, location.isEmpty() ? prefix : location, path);
            if (table.get("mirror") instanceof TomlValue.Items mirrors) {
                for (TomlValue mirror : mirrors.values()) {
                    if (mirror instanceof TomlTable one && one.get("location") instanceof TomlValue.Text text) {
                        endpoint(runtime, one, text.text(), path);
                    }
                }
            }
        }
    }

    private static boolean claim(String prefix, List<String> prefixes) {
        if (prefixes.contains(prefix)) {
            return false;
        }
        prefixes.add(prefix);
        return true;
    }

    /** Insecure means both: a certificate is not looked at, and without TLS it is tried too. */
    private void endpoint(String runtime, TomlTable table, String location, String path) {
        TomlValue value = table.get("insecure");
        boolean insecure = value instanceof TomlValue.Bool bool && bool.value();
        String source = path + ":" + (value == null ? table.line() : value.line());
        add(runtime, host(location), insecure, insecure, source);
    }
}
