package io.nodeward.hostprobes.facts;

import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.yaml.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes structs from the tables of what Kubernetes components know: a field for each flag, nested structs for the
 * dotted paths of a configuration file. A flag or path that not every version has, or that a file may leave unset,
 * becomes an optional field.
 */
final class TypeTable {

    private final String file;
    private final List<Problem> problems;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    private record Row(List<String> cells, int line) {}

    /** The rows for one name: some settings have a row for each range of versions. */
    private record Setting(String type, int line, List<Row> rows) {}

    TypeTable(String text, String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (number == 1) {
                List<String> header = List.of((line.startsWith("#") ? line.substring(1) : line).split("\t", -1));
                for (int i = 0; i < header.size(); i++) {
                    columns.put(header.get(i).strip(), i);
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(new Row(List.of(line.split("\t", -1)), number));
            }
        }
    }

    /** A struct with a field for each flag, dashes turned into underscores. */
    Struct flags(String component) {
        Struct struct = new Struct("Flags(" + component + ")", "Command line flags of " + component);
        settings("name").forEach((name, setting) -> {
            FactType type = setting.type.equals("ignored") ? null : scalarOrCollection(setting);
            if (type != null) {
                String doc = "--" + name + " of " + component;
                struct.add(new Field(name.replace('-', '_'), type, doc, comesOrGoes(setting)));
            }
        });
        return struct;
    }

    /** A struct with nested structs for the paths of a configuration file. */
    Struct config(String component) {
        Struct root = new Struct("Config(" + component + ")", "Configuration file of " + component);
        Map<String, Struct> structs = new HashMap<>(Map.of("", root));
        settings("path").forEach((path, setting) -> {
            int dot = path.lastIndexOf('.');
            Struct parent = structs.get(dot < 0 ? "" : path.substring(0, dot));
            if (parent == null) {
                problem(setting.line, "there is no object above the path " + path);
                return;
            }
            String kind = setting.type.replace("*", "");
            FactType type;
            if (kind.equals("object") || kind.equals("[]object")) {
                Struct struct = new Struct(root.name() + "." + path, path + " in the configuration of " + component);
                boolean list = kind.startsWith("[]");
                structs.put(list ? path + "[]" : path, struct);
                type = list ? new ListOf(struct) : struct;
            } else {
                type = scalarOrCollection(setting);
            }
            if (type != null) {
                String doc = path + " of " + component;
                parent.add(new Field(path.substring(dot + 1), type, doc, comesOrGoes(setting) || mayBeUnset(setting)));
            }
        });
        return root;
    }

    private SequencedMap<String, Setting> settings(String nameColumn) {
        SequencedMap<String, Setting> settings = new LinkedHashMap<>();
        for (Row row : rows) {
            String name = cell(row, nameColumn);
            String type = cell(row, "type");
            Setting before = settings.get(name);
            if (before == null) {
                settings.put(name, new Setting(type, row.line, new ArrayList<>(List.of(row))));
            } else {
                before.rows.add(row);
                if (!type.equals(before.type) && !Objects.equals(type(type), type(before.type))) {
                    problem(row.line, name + " is " + type + " here, but " + before.type + " in line " + before.line);
                }
            }
        }
        return settings;
    }

    private String cell(Row row, String column) {
        Integer index = columns.get(column);
        if (index == null) {
            problem(1, "there is no column " + column);
            columns.put(column, Integer.MAX_VALUE);
            return "";
        }
        return index < row.cells.size() ? row.cells.get(index) : "";
    }

    private boolean comesOrGoes(Setting setting) {
        return setting.rows.stream().noneMatch(row -> cell(row, "since").isEmpty())
                || setting.rows.stream().noneMatch(row -> cell(row, "until").isEmpty());
    }

    /** A pointer without a default, or one in a list, where nothing is filled in. */
    private boolean mayBeUnset(Setting setting) {
        return setting.rows.stream()
                .anyMatch(row -> cell(row, "default").equals("null")
                        || (cell(row, "type").startsWith("*")
                                && cell(row, "default").isEmpty()
                                && !cell(row, "type").equals("*object")));
    }

    private @Nullable FactType scalarOrCollection(Setting setting) {
        FactType type = type(setting.type);
        if (type == null) {
            problem(setting.line, "the type " + setting.type + " is not known here");
        }
        return type;
    }

    private static @Nullable FactType type(String name) {
        String kind = name.startsWith("*") ? name.substring(1) : name;
        if (kind.startsWith("[]")) {
            FactType element = type(kind.substring(2));
            return element == null ? null : new ListOf(element);
        }
        if (kind.startsWith("map[string]")) {
            FactType value = type(kind.substring("map[string]".length()));
            return value == null ? null : new MapOf(value);
        }
        return switch (kind) {
            case "bool" -> Scalar.BOOL;
            case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64" -> Scalar.INT;
            case "float", "float32", "float64" -> Scalar.DOUBLE;
            case "duration" -> Scalar.DURATION;
            case "v1.Time" -> Scalar.TIMESTAMP;
            case "string", "quantity", "ip", "ipOrKeep", "ipPortOrKeep", "portRange", "version", "vmodule" ->
                Scalar.STRING;
            case "stringSlice",
                    "stringArray",
                    "namedCertKey",
                    "taints",
                    "reservedMemory",
                    "csvReplace",
                    "urlsReplace" -> new ListOf(Scalar.STRING);
            case "int32Slice" -> new ListOf(Scalar.INT);
            case "mapStringString", "mapStringStringNoSplit", "mapLangle", "configurationMap", "stringToString" ->
                new MapOf(Scalar.STRING);
            case "mapStringBool", "componentGates", "gates" -> new MapOf(Scalar.BOOL);
            case "multimapColon" -> new MapOf(new ListOf(Scalar.STRING));
            default -> null;
        };
    }

    private void problem(int line, String message) {
        problems.add(new Problem(file, line, message));
    }
}
