package io.nodeward.agent.config;

import io.nodeward.agent.report.Names;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import io.nodeward.profiles.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a configuration text. Every key is read here and nowhere else; whatever is not known is a mistake. */
public final class ConfigReader {

    private static final List<String> SECTIONS = List.of("audit", "metadata", "files", "binaries");
    private static final List<String> AUDIT =
            List.of("baselines", "failOn", "unknown", "offline", "baselinesDirectory", "waiversDirectory");

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigReader(String file) {
        this.file = file;
    }

    /**
     * Returns the configuration of a text.
     *
     * @param file what mistakes call it
     * @throws ProblemsException with every mistake
     */
    public static Config read(String text, String file) throws ProblemsException {
        ConfigReader reader = new ConfigReader(file);
        Config config = Config.defaults();
        try {
            YamlNode top = YamlReader.first(text);
            if (top instanceof Mapping mapping) {
                config = reader.config(mapping);
            } else if (top != null && !empty(top)) {
                reader.problem(
                        top, "the configuration is a mapping with the sections audit, metadata, files and binaries");
            }
        } catch (YamlSyntaxException e) {
            reader.problems.add(new Problem(file, e.line(), e.problem()));
        }
        if (!reader.problems.isEmpty()) {
            reader.problems.sort(Comparator.comparingInt(Problem::line));
            throw new ProblemsException(reader.problems);
        }
        return config;
    }

    private Config config(Mapping top) {
        Config.Audit audit = Config.defaults().audit();
        Config.Metadata metadata = Config.defaults().metadata();
        Config.Files files = Config.defaults().files();
        Config.Binaries binaries = Config.defaults().binaries();
        for (Entry entry : entries(top, "", SECTIONS)) {
            if (!(entry.value() instanceof Mapping section)) {
                if (!empty(entry.value())) {
                    problem(entry.value(), name(entry) + " is a mapping");
                }
            } else if (name(entry).equals("audit")) {
                audit = audit(section);
            } else if (name(entry).equals("metadata")) {
                metadata = metadata(section);
            } else if (name(entry).equals("files")) {
                files = files(section);
            } else {
                binaries = binaries(entry, section);
            }
        }
        return new Config(audit, metadata, files, binaries);
    }

    private Config.Metadata metadata(Mapping section) {
        String probe = Config.defaults().metadata().probe();
        for (Entry entry : entries(section, "metadata.", List.of("probe"))) {
            String word = oneOf("metadata.probe", entry.value(), Config.Metadata.PROBE);
            probe = word == null ? probe : word;
        }
        return new Config.Metadata(probe);
    }

    private Config.Files files(Mapping section) {
        String walk = Config.defaults().files().walk();
        for (Entry entry : entries(section, "files.", List.of("walk"))) {
            String word = oneOf("files.walk", entry.value(), Config.Files.WALK);
            walk = word == null ? walk : word;
        }
        return new Config.Files(walk);
    }

    private Config.Binaries binaries(Entry place, Mapping section) {
        Config.Binaries usual = Config.defaults().binaries();
        String verify = usual.verify();
        String manifest = usual.manifest();
        String key = usual.key();
        for (Entry entry : entries(section, "binaries.", List.of("verify", "manifest", "key"))) {
            switch (name(entry)) {
                case "verify" -> {
                    String word = oneOf("binaries.verify", entry.value(), Config.Binaries.VERIFY);
                    verify = word == null ? verify : word;
                }
                case "manifest" -> manifest = directory("binaries.manifest", entry.value(), "/");
                default -> key = directory("binaries.key", entry.value(), "/");
            }
        }
        if (manifest.isEmpty() != key.isEmpty()) {
            problem(place.key(), "binaries.manifest and binaries.key go together: only a signed manifest counts");
        }
        return new Config.Binaries(verify, manifest, key);
    }

    private Config.Audit audit(Mapping section) {
        Config.Audit usual = Config.defaults().audit();
        List<String> baselines = usual.baselines();
        Severity failOn = usual.failOn();
        boolean unknownOk = usual.unknownOk();
        boolean offline = usual.offline();
        String baselinesDirectory = usual.baselinesDirectory();
        String waiversDirectory = usual.waiversDirectory();
        for (Entry entry : entries(section, "audit.", AUDIT)) {
            YamlNode value = entry.value();
            switch (name(entry)) {
                case "baselines" -> baselines = names("audit.baselines", value, baselines);
                case "failOn" -> {
                    String word = oneOf("audit.failOn", value, Names.severities());
                    Severity severity = word == null ? null : Severity.of(word);
                    failOn = severity == null ? failOn : severity;
                }
                case "unknown" -> unknownOk = "ok".equals(oneOf("audit.unknown", value, List.of("fail", "ok")));
                case "offline" -> offline = "true".equals(oneOf("audit.offline", value, List.of("true", "false")));
                case "baselinesDirectory" ->
                    baselinesDirectory = directory("audit.baselinesDirectory", value, baselinesDirectory);
                case "waiversDirectory" ->
                    waiversDirectory = directory("audit.waiversDirectory", value, waiversDirectory);
                default -> throw new IllegalStateException(name(entry));
            }
        }
        return new Config.Audit(baselines, failOn, unknownOk, offline, baselinesDirectory, waiversDirectory);
    }

    /** The entries whose keys are known; the others are mistakes, and so is a key that stands twice. */
    private List<Entry> entries(Mapping mapping, String prefix, List<String> known) {
        List<Entry> good = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            String name = name(entry);
            if (!known.contains(name)) {
                problem(entry.key(), "unknown key " + prefix + name + Suggestion.of(name, known));
            } else if (!seen.add(name)) {
                problem(entry.key(), prefix + name + " stands twice");
            } else {
                good.add(entry);
            }
        }
        return good;
    }

    private List<String> names(String key, YamlNode value, List<String> usual) {
        List<String> names = new ArrayList<>();
        if (value instanceof Sequence sequence && !sequence.items().isEmpty()) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof Scalar scalar && !scalar.text().isEmpty()) {
                    names.add(scalar.text());
                } else {
                    problem(item, key + " holds names only");
                }
            }
            return names;
        }
        problem(value, key + " is a list of names, such as [node-default]");
        return usual;
    }

    private @Nullable String oneOf(String key, YamlNode value, List<String> known) {
        if (value instanceof Scalar scalar && known.contains(scalar.text())) {
            return scalar.text();
        }
        String word = value instanceof Scalar scalar ? scalar.text() : "";
        problem(value, key + " is one of " + String.join(", ", known) + Suggestion.of(word, known));
        return null;
    }

    private String directory(String key, YamlNode value, String usual) {
        if (value instanceof Scalar scalar && scalar.text().startsWith("/")) {
            return scalar.text();
        }
        problem(value, key + " is an absolute path");
        return usual;
    }

    private static String name(Entry entry) {
        return entry.key() instanceof Scalar scalar ? scalar.text() : "";
    }

    private static boolean empty(YamlNode node) {
        return node instanceof Scalar scalar
                && scalar.plain()
                && (scalar.text().isEmpty() || scalar.text().equals("null"));
    }

    private void problem(YamlNode node, String message) {
        problems.add(new Problem(file, node.line(), message));
    }
}
