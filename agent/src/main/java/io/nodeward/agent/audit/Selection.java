package io.nodeward.agent.audit;

import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.authoring.CatalogueCompiler;
import java.util.ArrayList;
import java.util.List;

/** Which controls a run is about. */
public final class Selection {

    private static final String LOCAL = CatalogueCompiler.LOCAL;

    private Selection() {}

    /**
     * Returns the baselines of these ids. A host without controls of its own has no baseline {@code local}; beside others
     * it may be named all the same, so that one configuration fits all hosts.
     */
    public static List<Baseline> baselines(Catalogue catalogue, List<String> ids) {
        List<Baseline> chosen = new ArrayList<>();
        for (String id : ids) {
            Baseline baseline = catalogue.baseline(id);
            if (baseline == null && id.equals(LOCAL)) {
                continue;
            }
            if (baseline == null) {
                List<String> known =
                        catalogue.baselines().stream().map(Baseline::id).toList();
                throw Failure.usage(
                        "unknown baseline " + Plain.line(id, 100) + Suggestion.of(id, known),
                        "nodeward controls lists the baselines");
            }
            chosen.add(baseline);
        }
        if (chosen.isEmpty() && !ids.isEmpty()) {
            throw Failure.usage(
                    "this host has no controls of its own",
                    "they are read from audit.baselinesDirectory, which nodeward config show names");
        }
        return chosen;
    }

    /** Returns the control of an id. */
    public static Control control(Catalogue catalogue, String id) {
        Control control = catalogue.control(id);
        if (control == null) {
            throw Failure.usage(
                    "unknown control " + Plain.line(id, 100) + Suggestion.of(id, catalogue.controlIds()),
                    "nodeward controls lists the controls");
        }
        return control;
    }

    /**
     * Returns those controls whose ids match one of the patterns; all when there is no pattern. A {@code *} stands for
     * any letters, a {@code ?} for one.
     */
    public static List<Control> matching(List<Control> controls, List<String> patterns) {
        if (patterns.isEmpty()) {
            return controls;
        }
        List<Control> chosen = new ArrayList<>();
        boolean[] used = new boolean[patterns.size()];
        for (Control control : controls) {
            boolean wanted = false;
            for (int i = 0; i < used.length; i++) {
                if (matches(patterns.get(i), 0, control.id(), 0)) {
                    used[i] = true;
                    wanted = true;
                }
            }
            if (wanted) {
                chosen.add(control);
            }
        }
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                String pattern = patterns.get(i);
                List<String> known = controls.stream().map(Control::id).toList();
                throw Failure.usage(
                        "no control matches " + Plain.line(pattern, 100) + Suggestion.of(pattern, known),
                        "nodeward controls lists the controls");
            }
        }
        return chosen;
    }

    private static boolean matches(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        if (pattern.charAt(p) == '*') {
            for (int i = t; i <= text.length(); i++) {
                if (matches(pattern, p + 1, text, i)) {
                    return true;
                }
            }
            return false;
        }
        return t < text.length()
                && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))
                && matches(pattern, p + 1, text, t + 1);
    }
}
