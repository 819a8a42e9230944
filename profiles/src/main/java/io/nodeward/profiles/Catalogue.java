package io.nodeward.profiles;

import io.nodeward.profiles.pack.PackReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All controls and baselines. Immutable, safe for any thread. */
public final class Catalogue {

    private final SequencedMap<String, LazyControl> controls;
    private final SequencedMap<String, Baseline> baselines = new LinkedHashMap<>();
    private final SequencedMap<String, String> benchmarks;

    /** @param benchmarks by the name that controls refer to them by, their titles */
    public Catalogue(
            Collection<Control> controls, Collection<Baseline> baselines, SequencedMap<String, String> benchmarks) {
        this(new LinkedHashMap<>(), baselines, benchmarks);
        for (Control control : controls) {
            this.controls.put(control.id(), new LazyControl(control));
        }
    }

    Catalogue(
            SequencedMap<String, LazyControl> controls,
            Collection<Baseline> baselines,
            SequencedMap<String, String> benchmarks) {
        this.controls = controls;
        for (Baseline baseline : baselines) {
            this.baselines.put(baseline.id(), baseline);
        }
        this.benchmarks = new LinkedHashMap<>(benchmarks);
    }

    /** Returns the controls that were compiled into this version. Each is read when it is first asked for; keep the result. */
    public static Catalogue builtIn() {
        String[] parts = CatalogueData.parts();
        if (parts.length == 0) {
            throw new IllegalStateException("the controls were not compiled: run mvn process-classes");
        }
        return CatalogueCodec.read(new PackReader(parts));
    }

    /** All controls, in the order of their files. */
    public List<Control> controls() {
        List<Control> all = new ArrayList<>(controls.size());
        for (LazyControl control : controls.sequencedValues()) {
            all.add(control.get());
        }
        return all;
    }

    /** Returns the control, or null when there is none of that id. */
    public @Nullable Control control(String id) {
        LazyControl control = controls.get(id);
        return control == null ? null : control.get();
    }

    /** All baselines, in the order of their file. */
    public Collection<Baseline> baselines() {
        return baselines.sequencedValues();
    }

    /** Returns the baseline, or null when there is none of that id. */
    public @Nullable Baseline baseline(String id) {
        return baselines.get(id);
    }

    /** Titles of the benchmarks that controls refer to, by the names that they refer by. */
    public SequencedMap<String, String> benchmarks() {
        return new LinkedHashMap<>(benchmarks);
    }

    /** The ids of the controls, to look for what was meant by an unknown one. */
    public Collection<String> controlIds() {
        return controls.sequencedKeySet();
    }

    /** The controls of several baselines, each once, in the order of the catalogue. */
    public List<Control> controlsOf(Collection<Baseline> chosen) {
        Set<String> ids = new HashSet<>();
        for (Baseline baseline : chosen) {
            ids.addAll(baseline.controls());
        }
        List<Control> list = new ArrayList<>(ids.size());
        for (Map.Entry<String, LazyControl> control : controls.sequencedEntrySet()) {
            if (ids.contains(control.getKey())) {
                list.add(control.getValue().get());
            }
        }
        return list;
    }
}
