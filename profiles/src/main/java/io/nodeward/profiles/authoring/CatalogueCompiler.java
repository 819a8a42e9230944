package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a catalogue from files: reads them all, then looks at how they fit together. For one use. */
public final class CatalogueCompiler {

    /** The baseline of all controls of a host's own files. */
    public static final String LOCAL = "local";

    private static final List<String> KEYS = List.of("controls", "baselines", "benchmarks");

    private final Language language;
    private final @Nullable Catalogue base;
    private final Problems problems = new Problems();
    private final List<Authored> authored = new ArrayList<>();
    private final SequencedMap<String, Authored> controls = new LinkedHashMap<>();
    private final SequencedMap<String, BaselineReader.Draft> baselines = new LinkedHashMap<>();
    private final SequencedMap<String, String> benchmarks = new LinkedHashMap<>();

    /**
     * What came of the files.
     *
     * @param authored the controls of the files, with their test tables; those of the base are not among them
     */
    public record Result(Catalogue catalogue, List<Authored> authored) {}

    private CatalogueCompiler(Language language, @Nullable Catalogue base) {
        this.language = language;
        this.base = base;
    }

    /**
     * Returns the built-in catalogue.
     *
     * @throws ProblemsException with every mistake in any file
     */
    public static Result builtIn(List<SourceFile> files, Language language) throws ProblemsException {
        return new CatalogueCompiler(language, null).compile(files);
    }

    /**
     * Returns a catalogue with the controls and baselines of a host's own files added.
     *
     * @throws ProblemsException with every mistake in any file
     */
    public static Result local(List<SourceFile> files, Language language, Catalogue base) throws ProblemsException {
        return new CatalogueCompiler(language, base).compile(files);
    }

    private Result compile(List<SourceFile> files) throws ProblemsException {
        if (base != null) {
            benchmarks.putAll(base.benchmarks());
        }
        files.forEach(this::read);
        List<Control> all = new ArrayList<>(base == null ? List.of() : base.controls());
        authored.forEach(one -> all.add(one.control()));
        references();
        List<Baseline> chosen = new ArrayList<>(base == null ? List.of() : base.baselines());
        baselines.values().forEach(draft -> chosen.add(draft.baseline(all, base != null, problems)));
        requirements(chosen);
        if (base != null && !authored.isEmpty()) {
            List<String> ids = authored.stream().map(one -> one.control().id()).toList();
            chosen.add(new Baseline(LOCAL, "Controls of this host's own files", "", ids, List.of(), true));
        }
        problems.throwIfAny();
        return new Result(new Catalogue(all, chosen, benchmarks), List.copyOf(authored));
    }

    private void read(SourceFile file) {
        try {
            if (!(YamlReader.first(file.text()) instanceof Mapping mapping)) {
                problems.add(file.name(), 1, "a file of controls is a mapping with controls: or baselines:");
                return;
            }
            Keys keys = new Keys(file.name(), mapping, problems, "", KEYS);
            Keys titles = keys.inside("benchmarks", List.of());
            if (titles != null) {
                for (String name : titles.names()) {
                    String title = titles.optional(name);
                    if (title != null) {
                        benchmarks.put(name, title);
                    }
                }
            }
            for (Keys baseline : keys.list("baselines", "", BaselineReader.KEYS)) {
                add(file, baseline);
            }
            if (keys.node("controls") instanceof Sequence sequence) {
                ControlReader reader = new ControlReader(language, problems, base != null);
                for (YamlNode item : sequence.items()) {
                    for (YamlNode control :
                            Rows.has(item) ? new Rows(file.name(), problems).expand(item) : List.of(item)) {
                        add(file, reader, control);
                    }
                }
            } else if (keys.has("controls")) {
                keys.problem(keys.line("controls"), "controls has to be a list");
            }
        } catch (YamlSyntaxException e) {
            problems.addAll(List.of(e.in(file.name())));
        }
    }

    private void add(SourceFile file, Keys keys) {
        BaselineReader.Draft draft = BaselineReader.read(file.name(), keys);
        if (draft == null) {
            return;
        }
        boolean taken =
                base != null && (base.baseline(draft.id()) != null || draft.id().equals(LOCAL));
        if (taken || baselines.put(draft.id(), draft) != null) {
            keys.problem(keys.line("id"), "there is another baseline " + draft.id());
        }
        benchmarks.putIfAbsent(draft.id(), draft.title());
    }

    private void add(SourceFile file, ControlReader reader, YamlNode item) {
        if (!(item instanceof Mapping mapping)) {
            problems.add(file.name(), item.line(), "a control is a mapping with id, title, expr and so on");
            return;
        }
        Authored control = reader.read(file.name(), mapping);
        String id = mapping.get("id") instanceof YamlNode.Scalar scalar
                ? scalar.text().strip()
                : "";
        if (!id.isEmpty() && base != null && base.control(id) != null) {
            problems.add(file.name(), mapping.line(), id + ": there is a built-in control of this id");
        }
        if (control != null) {
            Authored other = controls.putIfAbsent(id, control);
            if (other == null) {
                authored.add(control);
            } else {
                String where = other.file() + ":" + other.line();
                problems.add(file.name(), mapping.line(), id + ": there is another control of this id in " + where);
            }
        }
    }

    /** Every reference names a known benchmark, and a requirement of CIS is met by one control only. */
    private void references() {
        Map<String, String> answered = new HashMap<>();
        if (base != null) {
            base.controls()
                    .forEach(control -> control.refs()
                            .forEach((benchmark, ids) -> ids.forEach(
                                    id -> answered.put(benchmark + " " + id, control.id() + " (built in)"))));
        }
        for (Authored one : authored) {
            Control control = one.control();
            control.refs().forEach((benchmark, ids) -> {
                if (!benchmarks.containsKey(benchmark)) {
                    problem(
                            one,
                            "refs: there is no benchmark " + benchmark + Suggestion.of(benchmark, benchmarks.keySet()));
                }
                for (String id : ids) {
                    String other = answered.put(benchmark + " " + id, control.id());
                    if (other != null && benchmark.startsWith("cis-")) {
                        problem(one, "refs: " + benchmark + " " + id + " is answered by " + other + " already");
                    }
                }
            });
        }
    }

    /** A reference to a benchmark whose requirements are counted names one of them. */
    private void requirements(List<Baseline> all) {
        for (Baseline baseline : all) {
            Set<String> known = new LinkedHashSet<>(baseline.requirements());
            for (Authored one : known.isEmpty() ? List.<Authored>of() : authored) {
                for (String id : one.control().refs().getOrDefault(baseline.id(), List.of())) {
                    if (!known.contains(id)) {
                        problem(one, "refs: " + baseline.id() + " has no requirement " + id + " on hosts");
                    }
                }
            }
        }
    }

    private void problem(Authored one, String message) {
        problems.add(one.file(), one.line(), one.control().id() + ": " + message);
    }
}
