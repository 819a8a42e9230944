package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlNode.Entry;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlNode.Scalar;
import io.nodeward.hostprobes.yaml.YamlNode.Sequence;
import io.nodeward.profiles.Rule;
import io.nodeward.profiles.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a control's test table. */
final class CaseReader {

    /** The time of the audit where a case does not say. */
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Schema schema;
    private final String file;

    CaseReader(Schema schema, String file) {
        this.schema = schema;
        this.file = file;
    }

    List<ControlCase> read(Keys control, Rule rule) {
        List<ControlCase> cases = new ArrayList<>();
        String id = control.optional("id");
        for (Keys keys : control.list("cases", id + ": ", List.of("given", "verdict", "now"))) {
            Verdict verdict = verdict(keys);
            Instant now = NOW;
            String time = keys.optional("now");
            if (time != null) {
                now = TextForms.timestamp(time);
                if (now == null) {
                    keys.problem(keys.line("now"), "now has to be like 2026-01-31T00:00:00Z");
                }
            }
            GivenFacts given = new GivenFacts(schema, rule.each(), (line, message) -> keys.problem(line, message));
            if (keys.node("given") instanceof Mapping mapping) {
                given.add(mapping);
            } else {
                keys.problem(keys.line(), "a case needs given: {fact: value, …}");
            }
            if (verdict != null && now != null) {
                String text = text(keys.node("given"));
                cases.add(new ControlCase(file, keys.line(), text, verdict, given.facts(), now));
            }
        }
        return cases;
    }

    private static @Nullable Verdict verdict(Keys keys) {
        String name = keys.required("verdict");
        if (name == null) {
            return null;
        }
        for (Verdict verdict : Verdict.values()) {
            if (verdict.name().equals(name) && verdict != Verdict.WAIVED) {
                return verdict;
            }
        }
        List<String> possible = Arrays.stream(Verdict.values())
                .filter(verdict -> verdict != Verdict.WAIVED)
                .map(Enum::name)
                .toList();
        keys.problem(keys.line("verdict"), "a case cannot have the verdict " + name + Suggestion.of(name, possible));
        return null;
    }

    /** How a case is called in the list of tests. */
    private static String text(@Nullable YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.text();
            case Sequence sequence -> {
                List<String> items = new ArrayList<>();
                sequence.items().forEach(item -> items.add(text(item)));
                yield "[" + String.join(", ", items) + "]";
            }
            case Mapping mapping -> {
                List<String> entries = new ArrayList<>();
                for (Entry entry : mapping.entries()) {
                    entries.add(text(entry.key()) + ": " + text(entry.value()));
                }
                yield "{" + String.join(", ", entries) + "}";
            }
            case null -> "";
        };
    }
}
