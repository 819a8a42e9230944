package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Control;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which controls a baseline has: {@code select: all}, {@code select: [id, …]}, or a mapping of
 * {@code benchmark:} (all controls that refer to it), {@code controls:} and {@code without:}.
 */
final class BaselineReader {

    static final List<String> KEYS = List.of("id", "title", "version", "select", "requirements");

    private BaselineReader() {}

    /** A baseline before all controls are known. */
    record Draft(
            String file,
            int line,
            String id,
            String title,
            String version,
            List<String> requirements,
            boolean all,
            @Nullable String benchmark,
            List<String> with,
            List<String> without) {

        Baseline baseline(List<Control> controls, boolean local, Problems problems) {
            Set<String> known = new HashSet<>();
            List<String> chosen = new ArrayList<>();
            for (Control control : controls) {
                known.add(control.id());
                boolean included = all && control.local() == local
                        || benchmark != null && control.refs().containsKey(benchmark)
                        || with.contains(control.id());
                if (included && !without.contains(control.id())) {
                    chosen.add(control.id());
                }
            }
            List<String> named = new ArrayList<>(with);
            named.addAll(without);
            for (String control : named) {
                if (!known.contains(control)) {
                    problems.add(
                            file,
                            line,
                            "baseline " + id + ": there is no control " + control + Suggestion.of(control, known));
                }
            }
            return new Baseline(id, title, version, chosen, requirements, local);
        }
    }

    static @Nullable Draft read(String file, Keys keys) {
        String id = keys.required("id");
        String title = keys.required("title");
        String version = keys.required("version");
        boolean all = false;
        String benchmark = null;
        List<String> with = List.of();
        List<String> without = List.of();
        if (keys.node("select") instanceof Mapping) {
            Keys select = keys.inside("select", List.of("benchmark", "controls", "without"));
            if (select != null) {
                benchmark = select.optional("benchmark");
                List<String> controls = select.texts("controls");
                all = controls.equals(List.of("all"));
                with = all ? List.of() : controls;
                without = select.texts("without");
            }
        } else if (keys.has("select")) {
            List<String> controls = keys.texts("select");
            all = controls.equals(List.of("all"));
            with = all ? List.of() : controls;
        } else {
            keys.problem(keys.line(), "select is missing: all, [id, …] or {benchmark: …}");
        }
        List<String> requirements = requirements(keys);
        return id == null || title == null || version == null
                ? null
                : new Draft(file, keys.line(), id, title, version, requirements, all, benchmark, with, without);
    }

    /** {@code 1.1.1..21} stands for 1.1.1 to 1.1.21. */
    private static List<String> requirements(Keys keys) {
        List<String> all = new ArrayList<>();
        for (String text : keys.texts("requirements")) {
            int dots = text.indexOf("..");
            if (dots < 0) {
                all.add(text);
                continue;
            }
            int last = text.lastIndexOf('.', dots - 1) + 1;
            try {
                int from = Integer.parseInt(text, last, dots, 10);
                int to = Integer.parseInt(text, dots + 2, text.length(), 10);
                for (int number = from; number <= to && all.size() < 10_000; number++) {
                    all.add(text.substring(0, last) + number);
                }
            } catch (NumberFormatException e) {
                keys.problem(keys.line("requirements"), text + " has to be like 1.1.1..21");
            }
        }
        return all;
    }
}
