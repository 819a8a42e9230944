package io.nodeward.hostprobes.yaml;

import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML (and with it JSON) into {@link YamlNode}s. Aliases share the node that they name. Refuses what is nested
 * more than {@value #DEPTH} deep or would expand to more than {@value #EXPANDED} nodes. Instances hold one text and are
 * for one thread.
 */
public final class YamlReader {

    static final int DEPTH = 100;
    static final int EXPANDED = 200_000;

    /** Made once: settings come with a schema of regular expressions, which events need not. */
    private static final Parse PARSE = new Parse(LoadSettings.builder()
            .setLabel("text")
            .setCodePointLimit(Integer.MAX_VALUE)
            .setBufferSize(8 << 10)
            .build());

    private final LongTokens tokens;
    private final Iterator<Event> events;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    /** How many nodes each collection stands for once its aliases are followed. */
    private final IdentityHashMap<YamlNode, Integer> weights = new IdentityHashMap<>();

    private YamlReader(String text) {
        this.tokens = LongTokens.of(text);
        this.events = PARSE.parseString(tokens.text()).iterator();
    }

    /**
     * Returns the first document of a text, which is the only one that Kubernetes components look at; null if there is
     * none.
     */
    public static @Nullable YamlNode first(String text) throws YamlSyntaxException {
        List<YamlNode> documents = read(text, 1);
        return documents.isEmpty() ? null : documents.getFirst();
    }

    /** Returns all documents of a text. */
    public static List<YamlNode> all(String text) throws YamlSyntaxException {
        return read(text, Integer.MAX_VALUE);
    }

    private static List<YamlNode> read(String text, int most) throws YamlSyntaxException {
        YamlNode plain = PlainYaml.read(text);
        return plain != null ? List.of(plain) : parse(text, most);
    }

    /** By the parser, whatever is in the text. */
    static List<YamlNode> parse(String text, int most) throws YamlSyntaxException {
        List<YamlNode> documents = new ArrayList<>();
        try {
            YamlReader reader = new YamlReader(text);
            while (documents.size() < most && reader.events.hasNext()) {
                if (reader.events.next() instanceof DocumentStartEvent) {
                    reader.anchors.clear();
                    documents.add(reader.node(reader.events.next(), 0));
                }
            }
        } catch (MarkedYamlEngineException e) {
            throw new YamlSyntaxException(line(e.getProblemMark()), "is not valid YAML");
        } catch (YamlEngineException e) {
            throw new YamlSyntaxException(0, "is not valid YAML");
        }
        return documents;
    }

    private YamlNode node(Event event, int depth) throws YamlSyntaxException {
        int line = line(event.getStartMark());
        if (depth > DEPTH) {
            throw new YamlSyntaxException(line, "is nested more than " + DEPTH + " deep");
        }
        if (event instanceof AliasEvent alias) {
            YamlNode target = anchors.get(alias.getAlias().getValue());
            if (target == null) {
                throw new YamlSyntaxException(line, "an alias names no anchor before it");
            }
            return target;
        }
        if (event instanceof ScalarEvent scalar) {
            return keep(
                    scalar,
                    new Scalar(
                            tokens.restored(scalar.getValue()),
                            scalar.isPlain(),
                            scalar.getTag().orElse(null),
                            line));
        }
        if (event instanceof SequenceStartEvent sequence) {
            List<YamlNode> items = new ArrayList<>();
            YamlNode result = new Sequence(items, line);
            int weight = 1;
            for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
                YamlNode item = node(next, depth + 1);
                items.add(item);
                weight = add(weight, item, line);
            }
            weights.put(result, weight);
            return keep(sequence, result);
        }
        if (event instanceof MappingStartEvent mapping) {
            List<Entry> entries = new ArrayList<>();
            YamlNode result = new Mapping(entries, line);
            int weight = 1;
            for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
                YamlNode key = node(next, depth + 1);
                YamlNode value = node(events.next(), depth + 1);
                entries.add(new Entry(key, value));
                weight = add(add(weight, key, line), value, line);
            }
            weights.put(result, weight);
            return keep(mapping, result);
        }
        throw new YamlSyntaxException(line, "is not valid YAML");
    }

    private int add(int weight, YamlNode child, int line) throws YamlSyntaxException {
        int sum = weight + weights.getOrDefault(child, 1);
        if (sum > EXPANDED) {
            throw new YamlSyntaxException(line, "expands to more than " + EXPANDED + " nodes");
        }
        return sum;
    }

    /** An anchor counts from the end of its node on, so that no node can hold itself. */
    private YamlNode keep(NodeEvent event, YamlNode node) {
        if (event.getAnchor().isPresent()) {
            anchors.put(event.getAnchor().get().getValue(), node);
        }
        return node;
    }

    private static int line(Optional<Mark> mark) {
        return mark.isPresent() ? mark.get().getLine() + 1 : 0;
    }
}
