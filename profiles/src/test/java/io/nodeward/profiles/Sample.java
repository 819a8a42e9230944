package io.nodeward.profiles;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.authoring.CatalogueCompiler;
import io.nodeward.profiles.authoring.Language;
import io.nodeward.profiles.authoring.SourceFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A small schema, and ways to make facts and controls of it. */
public final class Sample {

    public static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    public static final Schema SCHEMA = schema("""
            types:
              File:
                doc: A file
                fields:
                  path: {type: string, doc: Path}
                  mode: {type: string, doc: Mode}
                  owner: {type: string, doc: Owner}
                  note: {type: string, doc: Note, optional: true}
              Pki:
                doc: Keys
                fields:
                  files: {type: list(File), doc: Files}
              Kubelet:
                doc: A kubelet
                fields:
                  minor: {type: int, doc: Minor}
                  port: {type: int, doc: Port}
                  modes: {type: list(string), doc: Modes}
                  gates: {type: map(bool), doc: Gates}
                  file: {type: File, doc: File}
            facts:
              live: {type: bool, doc: Live}
              secure: {type: bool, doc: Secure}
              minor: {type: int, doc: Minor}
              share: {type: double, doc: Share}
              name: {type: string, doc: Name}
              timeout: {type: duration, doc: Timeout}
              expiry: {type: timestamp, doc: Expiry}
              modes: {type: list(string), doc: Modes}
              ports: {type: list(int), doc: Ports}
              gates: {type: map(bool), doc: Gates}
              labels: {type: map(string), doc: Labels}
              pki: {type: Pki, doc: Keys}
              kubelets: {type: list(Kubelet), doc: Kubelets}
              file: {type: File, doc: A file}
            """);

    public static final Language LANGUAGE = new Language(SCHEMA);

    private Sample() {}

    public static Schema schema(String text) {
        try {
            return Schema.parse(text, "sample.yaml", _ -> null);
        } catch (ProblemsException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Facts by name: values, lists of groups under their {@code path}, or nodes. */
    public static Group facts(Object... namesAndValues) {
        return group(namesAndValues);
    }

    public static Group group(Object... namesAndValues) {
        SequencedMap<String, Node> children = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            Object value = namesAndValues[i + 1];
            children.put(name, value instanceof Node node ? node : known(value, "source of " + name));
        }
        return Group.of(children);
    }

    public static Known known(Object value, String source) {
        return new Known(value instanceof Integer number ? Long.valueOf(number) : value, source);
    }

    public static Known overriding(Object value, String source, Object lost, String lostSource) {
        return new Known(value, source, List.of(new Overridden(lost, lostSource)));
    }

    public static Unknown unknown(String reason, String source) {
        return new Unknown(reason, source);
    }

    public static Many many(String source, Many.Item... items) {
        return new Many(List.of(items), source);
    }

    public static Many.Item item(String key, Node node) {
        return new Many.Item(key, node);
    }

    /** A file with its mode, read from itself. */
    public static Many.Item file(String path, String mode) {
        return item(
                path, group("path", known(path, path), "mode", known(mode, path), "owner", known("root:root", path)));
    }

    /** Controls, given the lines of each that matter. */
    public static Catalogue controls(String... controls) {
        StringBuilder text = new StringBuilder("controls:\n");
        for (String control : controls) {
            text.append("  - ").append(control.strip().indent(4).strip()).append('\n');
            for (String line : DEFAULTS) {
                String key = line.substring(0, line.indexOf(':') + 1);
                boolean manual = key.equals("fail:") && control.contains("manual:");
                if (!manual && control.lines().noneMatch(given -> given.strip().startsWith(key))) {
                    text.append("    ").append(line).append('\n');
                }
            }
        }
        try {
            List<SourceFile> files = new ArrayList<>(List.of(new SourceFile("controls.yaml", text.toString())));
            return CatalogueCompiler.builtIn(files, LANGUAGE).catalogue();
        } catch (ProblemsException e) {
            throw new AssertionError(e.getMessage() + "\n" + text, e);
        }
    }

    private static final List<String> DEFAULTS = List.of(
            "title: All is well",
            "severity: high",
            "fail: It is not well",
            "why: Because",
            "remedy: {text: Mend it}",
            "cases: []");

    /** What one control finds. */
    public static Finding judge(String control, Group facts) {
        return judge(control, facts, Waivers.none());
    }

    public static Finding judge(String control, Group facts, Waivers waivers) {
        Catalogue catalogue = controls(control.startsWith("id:") ? control : "id: sample\n" + control);
        return Engine.judge(catalogue.controls(), facts, NOW, waivers).getFirst();
    }

    /** What a demand finds. */
    public static Finding demand(String expression, Group facts) {
        return judge("expr: |\n  " + expression.replace("\n", "\n  "), facts);
    }
}
