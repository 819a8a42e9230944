package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sockets of runtimes in the file system, and addresses that they listen on. */
final class Sockets {

    private static final int LIMIT = 4 << 20;
    /** No runtime listens in half as many places. */
    private static final int MOST = 1000;

    private final HostRoot root;
    private final FileFacts files;
    private final List<Many.Item> sockets = new ArrayList<>();
    private final List<Many.Item> endpoints = new ArrayList<>();
    /** Runtimes by the sockets that they are told to listen on, whether these are there or not. */
    private final Map<String, String> owners = new HashMap<>();

    Sockets(HostRoot root, FileFacts files) {
        this.root = root;
        this.files = files;
    }

    List<Many.Item> sockets() {
        return sockets;
    }

    List<Many.Item> endpoints() {
        return endpoints;
    }

    /** The runtime that is told to listen on a socket; empty when none is. */
    String owner(String path) {
        return owners.getOrDefault(normal(path), "");
    }

    /** One and the same directory on every host of today. */
    private static String normal(String path) {
        return path.startsWith("/var/run/") ? path.substring("/var".length()) : path;
    }

    void gap(Unknown unknown) {
        sockets.add(new Many.Item(unknown.source(), unknown));
        endpoints.add(new Many.Item(unknown.source(), unknown));
    }

    /** Adds a socket; what one that is not there would be, only a running host tells. */
    void socket(String runtime, String path, String source) {
        if (!path.startsWith("/") || owners.size() >= MOST || owners.putIfAbsent(normal(path), runtime) != null) {
            return;
        }
        Read<Stat> stat = root.seen(path);
        if (stat instanceof Read.Absent<Stat> && root.live()) {
            // it does not run, or another one listens elsewhere
            return;
        }
        if (stat instanceof Read.Absent<Stat>) {
            sockets.add(new Many.Item(path, later(runtime, path, source)));
            return;
        }
        String directory = path.substring(0, Math.max(1, path.lastIndexOf('/')));
        sockets.add(new Many.Item(
                path,
                Group.builder()
                        .put("runtime", runtime, source)
                        .put("file", files.of(path))
                        .put("directory", files.of(directory))
                        .put("members", members(stat))
                        .build()));
    }

    private static Group later(String runtime, String path, String source) {
        Unknown later = new Unknown("is there only while the runtime runs", path, true);
        Group.Builder file = Group.builder().put("path", path, source);
        Group.Builder directory = Group.builder().put("path", path.substring(0, path.lastIndexOf('/') + 1), source);
        for (String name : List.of("exists", "type", "mode", "owner", "uid", "gid")) {
            file.put(name, later);
            directory.put(name, later);
        }
        return Group.builder()
                .put("runtime", runtime, source)
                .put("file", file.build())
                .put("directory", directory.build())
                .put("members", later)
                .build();
    }

    /**
     * Adds an address of TCP.
     *
     * @param setting which names it, as the runtime calls it
     */
    void endpoint(
            String runtime,
            String purpose,
            String setting,
            String address,
            boolean controls,
            boolean tls,
            boolean clients,
            String source) {
        if (endpoints.size() >= MOST) {
            return;
        }
        endpoints.add(new Many.Item(
                runtime + " " + purpose + " " + address,
                Group.builder()
                        .put("runtime", runtime, source)
                        .put("purpose", purpose, source)
                        .put("setting", setting, source)
                        .put("address", address, source)
                        .put("controls", controls, source)
                        .put("tls", tls, source)
                        .put("client_certificates", clients, source)
                        .build()));
    }

    /** Users whom the socket's group lets in, by the host's own files; root is none of them. */
    private Node members(Read<Stat> read) {
        if (!(read instanceof Read.Found<Stat>(Stat stat))) {
            return ((Read.Failed<Stat>) read).unknown();
        }
        boolean group = (stat.mode() & 0060) != 0;
        if (stat.gid() == 0 || !group) {
            return new Known(List.of(), stat.path());
        }
        Read<String> groups = root.text("/etc/group", LIMIT);
        Read<String> users = root.text("/etc/passwd", LIMIT);
        if (!(groups instanceof Read.Found<String>(String entries))
                || !(users instanceof Read.Found<String>(String user))) {
            Read<String> missing = groups instanceof Read.Found<String> ? users : groups;
            return missing instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("does not exist", ((Read.Absent<String>) missing).path());
        }
        List<String> names = new ArrayList<>();
        String number = Integer.toUnsignedString(stat.gid());
        for (String[] fields : lines(entries)) {
            if (fields.length > 3 && fields[2].equals(number)) {
                for (String name : fields[3].split(",")) {
                    put(names, name);
                }
            }
        }
        for (String[] fields : lines(user)) {
            if (fields.length > 3 && fields[3].equals(number)) {
                put(names, fields[0]);
            }
        }
        return new Known(names, "/etc/group and /etc/passwd");
    }

    private static void put(List<String> names, String name) {
        String plain = name.strip();
        if (!plain.isEmpty() && !plain.equals("root") && !names.contains(plain) && names.size() < 1000) {
            names.add(plain);
        }
    }

    private static List<String[]> lines(String text) {
        List<String[]> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length() && lines.size() < 50_000) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            lines.add(text.substring(from, end).split(":", -1));
            from = end + 1;
        }
        return lines;
    }
}
