package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.config.ConfigField;
import io.nodeward.hostprobes.kubernetes.config.ConfigTable;
import io.nodeward.hostprobes.kubernetes.flags.Secrets;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Items;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.TypedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet's answer laid over what its arguments and files say. A setting on which both agree keeps the place where it
 * can be changed as its source. Immutable.
 */
final class RunningConfig {

    /** Holds headers, with credentials in them. */
    private static final String SECRET = "staticPodURLHeader";

    /** A number here counts nanoseconds. (component-base logs/api: TimeOrMetaDuration.) */
    private static final String NANOSECONDS = "logging.flushFrequency";

    private final ConfigTable table;
    private final Group base;
    private final Members answer;
    private final String source;
    private final Adjustments adjustments;

    RunningConfig(ConfigTable table, Group base, Members answer, String source, String certificateDirectory) {
        this.table = table;
        this.base = base;
        this.answer = answer;
        this.source = source;
        this.adjustments = new Adjustments(answer, certificateDirectory);
    }

    /** Type config(kubelet). */
    Group group() {
        return group("", base, answer);
    }

    private Group group(String parent, @Nullable Group before, Members members) {
        Collection<String> names = before == null ? table.children(parent) : before.names();
        return Group.lazy(List.copyOf(names), name -> {
            String path = parent.isEmpty() ? name : parent + "." + name;
            ConfigField field = table.field(path);
            Node old = before == null ? null : before.get(name);
            if (field == null) {
                return old;
            }
            GoValue value = Reply.member(members, name);
            if (!table.children(path).isEmpty()) {
                Group inner = old instanceof Group group ? group : null;
                boolean said = value instanceof Members;
                if (!said && pointer(field)) {
                    return null;
                }
                return group(path, inner, said ? (Members) value : new Members(List.of(), 0));
            }
            return leaf(field, old, value);
        });
    }

    /** The node in use at a dotted path; null when it is unset. */
    @Nullable Node value(String path) {
        return at(group(), path);
    }

    /** The same as arguments and files have it. */
    @Nullable Node before(String path) {
        return at(base, path);
    }

    static @Nullable Node at(@Nullable Node group, String path) {
        Node node = group;
        int start = 0;
        while (start <= path.length() && node instanceof Group inner) {
            int dot = path.indexOf('.', start);
            int end = dot < 0 ? path.length() : dot;
            node = inner.get(path.substring(start, end));
            start = end + 1;
        }
        return start > path.length() ? node : null;
    }

    /** Dotted paths of all settings that hold values. */
    Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        collect("", base, paths);
        return paths;
    }

    private void collect(String parent, @Nullable Group group, Set<String> paths) {
        for (String name : group == null ? table.children(parent) : group.names()) {
            String path = parent.isEmpty() ? name : parent + "." + name;
            if (table.children(path).isEmpty()) {
                paths.add(path);
            } else {
                collect(path, group != null && group.get(name) instanceof Group inner ? inner : null, paths);
            }
        }
    }

    private @Nullable Node leaf(ConfigField field, @Nullable Node old, GoValue value) {
        String path = field.path();
        if (path.equals(SECRET)
                || field.type().equals("v1.Time")
                || field.type().equals("*v1.Time")) {
            return old;
        }
        if (field.type().endsWith("[]object")) {
            return objects(path, old, value);
        }
        if (value instanceof GoValue.Null) {
            return pointer(field) ? unset(field, old) : known(field, old, TypedValue.zero(field.type()));
        }
        Object running = typed(field, value);
        return running == null
                ? new Unknown("has a value of the wrong type in the kubelet's own answer", source)
                : known(field, old, running);
    }

    private static @Nullable Object typed(ConfigField field, GoValue value) {
        if (field.path().equals(NANOSECONDS) && value instanceof GoValue.Numeral) {
            return TypedValue.of("int64", value) instanceof Long nanoseconds ? Duration.ofNanos(nanoseconds) : null;
        }
        return shown(TypedValue.of(field.type(), value));
    }

    /** Without the credentials in URLs, as values from files are shown too. */
    private static @Nullable Object shown(@Nullable Object typed) {
        if (typed instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(item instanceof String text ? Secrets.url(text) : item);
            }
            return items;
        }
        return typed instanceof String text ? Secrets.url(text) : typed;
    }

    private Node known(ConfigField field, @Nullable Node old, Object running) {
        if (!(old instanceof Known known)) {
            return new Known(running, source);
        }
        if (adjustments.same(field, running, known.value())) {
            return known;
        }
        List<Overridden> overrode = new ArrayList<>();
        overrode.add(new Overridden(known.value(), known.source()));
        overrode.addAll(known.overrode());
        return new Known(running, source, overrode);
    }

    /** What may be unset and is. */
    private @Nullable Node unset(ConfigField field, @Nullable Node old) {
        boolean usual = field.fallback().isEmpty() || field.fallback().equals("null");
        if (!usual) {
            return new Unknown("is missing in the kubelet's own answer", source);
        }
        boolean set = old instanceof Known known && !known.source().startsWith("default (");
        return set ? new Unknown("is not set in the running kubelet", source, true) : old;
    }

    /** A list of objects, of which only settings that are single values become facts. */
    private Node objects(String path, @Nullable Node old, GoValue value) {
        List<GoValue> elements = value instanceof Items(List<GoValue> values, int _) ? values : List.of();
        String parent = path + "[]";
        List<Many.Item> items = new ArrayList<>();
        for (GoValue element : elements) {
            Group.Builder builder = Group.builder();
            for (String name : table.children(parent)) {
                ConfigField field = table.field(parent + "." + name);
                boolean single =
                        field != null && table.children(parent + "." + name).isEmpty();
                if (field == null
                        || !single
                        || field.type().endsWith("object")
                        || field.type().endsWith("v1.Time")) {
                    continue;
                }
                Node node = leaf(field, null, Reply.member(element, name));
                if (node != null) {
                    builder.put(name, node);
                }
            }
            items.add(new Many.Item(source, builder.build()));
        }
        Node running = new Many(items, source);
        return old != null && plain(old).equals(plain(running)) ? old : running;
    }

    /** Values without their sources, to be compared. */
    static Object plain(@Nullable Node node) {
        if (node instanceof Known known) {
            return known.value();
        }
        if (node instanceof Many many) {
            List<Object> list = new ArrayList<>();
            for (Many.Item item : many.items()) {
                list.add(plain(item.node()));
            }
            return list;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (node instanceof Group group) {
            for (String name : group.names()) {
                map.put(name, plain(group.get(name)));
            }
        }
        return map;
    }

    /** Whether the running value of a setting is another than a given one; what is not known differs from nothing. */
    boolean differs(String path, Node running, @Nullable Node other) {
        ConfigField field = table.field(path);
        if (field == null || adjustments.byRuntime(path)) {
            return false;
        }
        if (running instanceof Known now && other instanceof Known then) {
            return !adjustments.same(field, now.value(), then.value());
        }
        return running instanceof Many
                && other instanceof Many
                && !plain(running).equals(plain(other));
    }

    String text(String path) {
        Node node = value(path);
        return node == null ? "" : Values.textOrEmpty(node);
    }

    private static boolean pointer(ConfigField field) {
        return field.type().startsWith("*");
    }
}
