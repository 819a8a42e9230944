package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.CommandLine;
import io.nodeward.hostprobes.kubernetes.flags.FlagSpec;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagUse;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding;
import io.nodeward.hostprobes.kubernetes.goyaml.Field;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.goyaml.GoType;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import io.nodeward.hostprobes.kubernetes.goyaml.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * etcd's configuration file: encoding/json by way of sigs.k8s.io/yaml, so names in any case, unknown ones ignored, lists
 * of URLs as one text. TLS stands in sections of its own. (server embed/config.go: configFromFile.)
 */
final class EtcdConfigFile {

    private static final int LIMIT = 4 << 20;

    private final FlagTable table;
    private final String path;
    private final List<FlagUse> uses = new ArrayList<>();
    private final Map<String, @Nullable Fields> sections = new HashMap<>();

    private EtcdConfigFile(FlagTable table, String path) {
        this.table = table;
        this.path = path;
    }

    /**
     * Returns the start by the file that {@code plain} names.
     *
     * @param line the arguments, which have to be flags of etcd even so
     */
    static Start start(Start plain, CommandLine line) {
        FlagTable table = plain.flags().table();
        List<FlagUse> named = new ArrayList<>();
        for (FlagUse use : plain.flags().line().uses()) {
            if (use.name().equals("config-file")) {
                named.add(use);
            }
        }
        Read<String> place = plain.place("config-file");
        Unknown broken;
        if (place instanceof Read.Found<String>(String host)) {
            EtcdConfigFile file = new EtcdConfigFile(table, host);
            broken = file.read(plain.places());
            named.addAll(file.uses);
        } else {
            broken = place instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("does not exist", plain.text("config-file"));
        }
        Set<String> doubtful = new HashSet<>(line.doubtful());
        doubtful.retainAll(Set.of("config-file"));
        CommandLine whole =
                new CommandLine(named, line.unknown(), line.positional(), line.stray(), line.mistake(), doubtful);
        return new Start(new FlagValues(table, whole), plain.places(), broken);
    }

    private @Nullable Unknown read(Places places) {
        Read<byte[]> content = places.root().bytes(path, LIMIT);
        if (!(content instanceof Read.Found<byte[]>(byte[] bytes))) {
            return content instanceof Read.Failed<byte[]> failed
                    ? failed.unknown()
                    : new Unknown("does not exist, etcd could not start with it", path);
        }
        try {
            return decode(new Decoding(GoYaml.read(bytes), Decoding.Names.ANY_CASE));
        } catch (GoYamlException e) {
            return new Unknown("cannot be parsed: " + e.getMessage(), path);
        }
    }

    private @Nullable Unknown decode(Decoding decoding) {
        Fields top = decoding.root();
        for (FlagSpec spec : table.flags()) {
            String field = spec.field();
            if (field == null || !table.has(spec)) {
                continue;
            }
            int dot = field.indexOf('.');
            Fields section = dot < 0 ? top : section(top, field.substring(0, dot));
            if (section != null) {
                take(spec, section, field.substring(dot + 1), decoding);
            }
        }
        Problem problem = decoding.refusal(false);
        if (problem == null) {
            return null;
        }
        uses.clear();
        return new Unknown("etcd refuses this file: " + problem.text(), path + ":" + problem.line());
    }

    private @Nullable Fields section(Fields top, String name) {
        if (!sections.containsKey(name)) {
            sections.put(name, top.object(name));
        }
        return sections.get(name);
    }

    private void take(FlagSpec spec, Fields section, String name, Decoding decoding) {
        switch (spec.type()) {
            case "bool" -> add(spec, section.bool(name), Object::toString);
            case "int", "int64" -> add(spec, section.integer(name), Object::toString);
            case "uint" -> {
                Field<Long> field = section.integer(name);
                if (field instanceof Field.Present<Long>(Long value, int line) && value < 0) {
                    decoding.refuse(section.path(name) + " is negative", line);
                }
                add(spec, field, Object::toString);
            }
            // a number of nanoseconds
            case "duration" -> add(spec, section.integer(name), value -> value + "ns");
            case "csvReplace" -> {
                if (name.equals("host-whitelist")) {
                    add(spec, section.string(name), value -> value);
                } else {
                    add(spec, section.get(name, GoType.list(GoType.STRING)), value -> String.join(",", value));
                }
            }
            // an empty text leaves the default
            case "urlsReplace", "gates" -> {
                Field<String> field = section.string(name);
                if (!field.or("").isEmpty()) {
                    add(spec, field, value -> value);
                }
            }
            default -> add(spec, section.string(name), value -> value);
        }
    }

    private <T> void add(FlagSpec spec, Field<T> field, Function<T, String> text) {
        if (field instanceof Field.Present<T>(T value, int line)) {
            uses.add(new FlagUse(spec.name(), text.apply(value), path + ":" + line, ""));
        }
    }
}
