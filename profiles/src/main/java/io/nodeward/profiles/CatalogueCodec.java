package io.nodeward.profiles;

import io.nodeward.profiles.Rule.Condition;
import io.nodeward.profiles.expression.Codec;
import io.nodeward.profiles.expression.Constant;
import io.nodeward.profiles.expression.Each;
import io.nodeward.profiles.expression.Template;
import io.nodeward.profiles.pack.PackReader;
import io.nodeward.profiles.pack.PackWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A catalogue in its compact form. What is local is never written: it is compiled anew each time. */
public final class CatalogueCodec {

    private static final Severity[] SEVERITIES = Severity.values();

    private CatalogueCodec() {}

    /** The bytes for {@link #read}. */
    public static byte[] write(Catalogue catalogue) {
        PackWriter out = new PackWriter();
        out.count(catalogue.controls().size());
        for (Control control : catalogue.controls()) {
            out.text(control.id());
            out.block(() -> write(control, out));
        }
        out.count(catalogue.baselines().size());
        for (Baseline baseline : catalogue.baselines()) {
            out.text(baseline.id());
            out.text(baseline.title());
            out.text(baseline.version());
            out.texts(baseline.controls());
            out.texts(baseline.requirements());
        }
        SequencedMap<String, String> benchmarks = catalogue.benchmarks();
        out.texts(benchmarks.keySet());
        out.texts(benchmarks.values());
        return out.bytes();
    }

    /** Reads what {@link #write} wrote. */
    static Catalogue read(PackReader in) {
        int count = in.count();
        SequencedMap<String, LazyControl> controls = new LinkedHashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            controls.put(in.text(), new LazyControl(in.block()));
        }
        count = in.count();
        List<Baseline> baselines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String id = in.text();
            String title = in.text();
            String version = in.text();
            List<String> ids = in.texts();
            baselines.add(new Baseline(id, title, version, ids, in.texts(), false));
        }
        List<String> names = in.texts();
        List<String> titles = in.texts();
        SequencedMap<String, String> benchmarks = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            benchmarks.put(names.get(i), titles.get(i));
        }
        return new Catalogue(controls, baselines, benchmarks);
    }

    private static void write(Control control, PackWriter out) {
        out.text(control.id());
        out.text(control.title());
        out.count(Arrays.asList(SEVERITIES).indexOf(control.severity()));
        write(control.rule(), out);
        out.text(control.why());
        control.remedy().text().write(out);
        out.optionalText(control.remedy().action());
        out.count(control.remedy().set().size());
        for (Map.Entry<String, Object> parameter : control.remedy().set().entrySet()) {
            out.text(parameter.getKey());
            Codec.write(new Constant(parameter.getValue()), out);
        }
        out.count(control.refs().size());
        for (Map.Entry<String, List<String>> reference : control.refs().entrySet()) {
            out.text(reference.getKey());
            out.texts(reference.getValue());
        }
        out.texts(control.links());
        out.texts(control.reads());
    }

    /** Reads one control. */
    static Control control(PackReader in) {
        String id = in.text();
        String title = in.text();
        Severity severity = SEVERITIES[in.count()];
        Rule rule = rule(in);
        String why = in.text();
        Template text = Template.read(in);
        String action = in.optionalText();
        int count = in.count();
        SequencedMap<String, Object> set = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.text();
            set.put(name, ((Constant) Codec.read(in)).raw());
        }
        count = in.count();
        SequencedMap<String, List<String>> refs = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String benchmark = in.text();
            refs.put(benchmark, in.texts());
        }
        List<String> links = in.texts();
        return new Control(
                id, title, severity, rule, why, new Remedy(text, action, set), refs, links, in.texts(), false);
    }

    private static void write(Rule rule, PackWriter out) {
        out.count(rule.each() == null ? 0 : 1);
        if (rule.each() != null) {
            rule.each().write(out);
        }
        write(rule.applies(), out);
        write(rule.demand(), out);
        write(rule.failure(), out);
        write(rule.review(), out);
        write(rule.reviewable(), out);
    }

    private static Rule rule(PackReader in) {
        Each each = in.count() == 0 ? null : Each.read(in);
        Condition applies = condition(in);
        Condition demand = condition(in);
        if (demand == null) {
            throw new IllegalArgumentException("a control demands nothing");
        }
        Template failure = template(in);
        Template review = template(in);
        return new Rule(each, applies, demand, failure, review, condition(in));
    }

    private static void write(@Nullable Condition condition, PackWriter out) {
        out.count(condition == null ? 0 : 1);
        if (condition != null) {
            Codec.write(condition.expression(), out);
            out.text(condition.source());
        }
    }

    private static @Nullable Condition condition(PackReader in) {
        return in.count() == 0 ? null : new Condition(Codec.read(in), in.text());
    }

    private static void write(@Nullable Template template, PackWriter out) {
        out.count(template == null ? 0 : 1);
        if (template != null) {
            template.write(out);
        }
    }

    private static @Nullable Template template(PackReader in) {
        return in.count() == 0 ? null : Template.read(in);
    }
}
