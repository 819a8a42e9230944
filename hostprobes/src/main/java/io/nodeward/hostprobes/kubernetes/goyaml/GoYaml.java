package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Items;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Member;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a configuration file as Kubernetes' codecs do: JSON when its first character is a brace, else the first
 * document of YAML, which go-yaml v2 turns into JSON. (apimachinery serializer/json: Decode; util/yaml: IsJSONBuffer;
 * sigs.k8s.io/yaml: YAMLToJSON.)
 *
 * <p>Merge keys take effect where they stand: a key after them overrides the merged one, a key before them is
 * overridden, and to a strict decoder both are duplicates.
 */
public final class GoYaml {

    private final List<Problem> strict = new ArrayList<>();

    private GoYaml() {}

    /** Reads the bytes of a file. */
    public static GoDocument read(byte[] bytes) throws GoYamlException {
        if (brace(bytes)) {
            // encoding/json replaces what is not UTF-8
            return GoJson.read(new String(bytes, StandardCharsets.UTF_8));
        }
        return yaml(decode(bytes));
    }

    /** Reads a text. */
    public static GoDocument read(String text) throws GoYamlException {
        int start = 0;
        while (start < text.length() && blank(text.charAt(start))) {
            start++;
        }
        return start < text.length() && text.charAt(start) == '{' ? GoJson.read(text) : yaml(text);
    }

    private static GoDocument yaml(String text) throws GoYamlException {
        if (text.indexOf('\u0085') >= 0 || text.indexOf('\u2028') >= 0 || text.indexOf('\u2029') >= 0) {
            // YAML 1.1 ends a line (and with it a comment) there and YAML 1.2 does not: nobody writes this in earnest
            throw new GoYamlException(0, "holds a line separator that not every reader takes for one");
        }
        if (directive(text)) {
            throw new GoYamlException(0, "begins with a directive that not every reader knows");
        }
        YamlNode node;
        try {
            node = YamlReader.first(text);
        } catch (YamlSyntaxException e) {
            throw new GoYamlException(e.line(), e.getMessage() == null ? "is not valid YAML" : e.getMessage(), e);
        }
        return node == null ? new GoDocument(new GoValue.Null(1), List.of(), false) : resolve(node);
    }

    /** Whether a line before the first document is a directive other than that of YAML 1.1. */
    private static boolean directive(String text) {
        if (text.indexOf('%') < 0) {
            return false;
        }
        for (String line : text.split("\n", 100)) {
            String plain = line.strip();
            if (plain.startsWith("%")) {
                return !plain.startsWith("%YAML 1.1") && !plain.startsWith("%TAG ");
            }
            if (!plain.isEmpty() && !plain.startsWith("#")) {
                return false;
            }
        }
        return false;
    }

    /** Resolves a node that has been read already; never JSON. */
    public static GoDocument resolve(YamlNode node) throws GoYamlException {
        GoYaml yaml = new GoYaml();
        GoValue root = yaml.value(node);
        return new GoDocument(root, List.copyOf(yaml.strict), false);
    }

    static Problem duplicate(String name, int line) {
        return new Problem("the field " + shown(name) + " stands twice", line);
    }

    /**
     * A field's name for a message. It may be a key or password in the wrong place, so it is shown only if it looks like
     * a name: letters, and digits only in a short one.
     */
    static String shown(String name) {
        boolean plain = !name.isEmpty() && name.length() <= 45;
        for (int i = 0; plain && i < name.length(); i++) {
            char c = name.charAt(i);
            plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '-'
                    || (c >= '0' && c <= '9' && name.length() <= 8);
        }
        return plain ? name : "(name not shown)";
    }

    private GoValue value(YamlNode node) throws GoYamlException {
        return switch (node) {
            case Scalar scalar -> GoScalars.value(scalar);
            case Sequence sequence -> {
                List<GoValue> values = new ArrayList<>(sequence.items().size());
                for (YamlNode item : sequence.items()) {
                    values.add(value(item));
                }
                yield new Items(values, sequence.line());
            }
            case Mapping mapping -> {
                Map<String, Member> members = new LinkedHashMap<>();
                fill(members, new HashSet<>(), mapping);
                yield new Members(List.copyOf(members.values()), mapping.line());
            }
        };
    }

    /** @param converted names that were no strings: true and "true" are two keys to go-yaml and one to JSON */
    private void fill(Map<String, Member> members, Set<String> converted, Mapping mapping) throws GoYamlException {
        for (Entry entry : mapping.entries()) {
            if (!(entry.key() instanceof Scalar key)) {
                throw new GoYamlException(entry.key().line(), "a key is not a scalar");
            }
            if (GoScalars.merges(key)) {
                merge(members, converted, entry.value(), key.line());
                continue;
            }
            String name = GoScalars.key(key);
            Member before = members.put(name, new Member(name, value(entry.value()), key.line()));
            boolean odd = GoScalars.converted(key);
            if (before != null) {
                if (odd != converted.contains(name)) {
                    throw new GoYamlException(key.line(), "has two keys that become one, and chance decides");
                }
                strict.add(duplicate(name, key.line()));
            }
            if (odd) {
                converted.add(name);
            }
        }
    }

    private void merge(Map<String, Member> members, Set<String> converted, YamlNode value, int line)
            throws GoYamlException {
        // a sequence that stands before the key is an alias, which go-yaml does not merge
        if (value instanceof Sequence sequence && sequence.line() >= line) {
            for (YamlNode item : sequence.items().reversed()) {
                if (!(item instanceof Mapping mapping)) {
                    throw unmergeable(line);
                }
                fill(members, converted, mapping);
            }
        } else if (value instanceof Mapping mapping) {
            fill(members, converted, mapping);
        } else {
            throw unmergeable(line);
        }
    }

    private static GoYamlException unmergeable(int line) {
        return new GoYamlException(line, "a merge key has a value that is no mapping");
    }

    private static boolean brace(byte[] bytes) {
        for (byte b : bytes) {
            if (!blank((char) (b & 0xff)) || b < 0) {
                return b == '{';
            }
        }
        return false;
    }

    private static boolean blank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0;
    }

    private static String decode(byte[] bytes) throws GoYamlException {
        Charset charset = StandardCharsets.UTF_8;
        int skip = 0;
        if (starts(bytes, 0xef, 0xbb, 0xbf)) {
            skip = 3;
        } else if (starts(bytes, 0xff, 0xfe)) {
            charset = StandardCharsets.UTF_16LE;
            skip = 2;
        } else if (starts(bytes, 0xfe, 0xff)) {
            charset = StandardCharsets.UTF_16BE;
            skip = 2;
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, skip, bytes.length - skip))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new GoYamlException(0, "is not text", e);
        }
    }

    private static boolean starts(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
