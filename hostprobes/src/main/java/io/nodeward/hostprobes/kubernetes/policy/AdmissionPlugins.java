package io.nodeward.hostprobes.kubernetes.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The admission plugins of each version, from the table {@code admission-plugins.tsv}. */
final class AdmissionPlugins {

    private static final String TABLE = "/io/nodeward/hostprobes/kubernetes/admission-plugins.tsv";

    private record Row(String name, boolean on, int onSince, int onUntil, int since, int until) {}

    private static final List<Row> ROWS = load();

    private AdmissionPlugins() {}

    /** The plugins of a version in the order in which they run, and whether each is on by default. */
    static SequencedMap<String, Boolean> of(int minor) {
        SequencedMap<String, Boolean> plugins = new LinkedHashMap<>();
        for (Row row : ROWS) {
            if (minor >= row.since() && minor <= row.until()) {
                plugins.put(row.name(), row.on() && minor >= row.onSince() && minor <= row.onUntil());
            }
        }
        return plugins;
    }

    private static List<Row> load() {
        List<Row> rows = new ArrayList<>();
        try (InputStream stream = AdmissionPlugins.class.getResourceAsStream(TABLE)) {
            if (stream == null) {
                throw new IllegalStateException("missing from the program: " + TABLE);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    String[] cells = line.split("\t", -1);
                    rows.add(new Row(
                            cells[0],
                            Boolean.parseBoolean(cells[1]),
                            minor(cells, 2, 0),
                            minor(cells, 3, Integer.MAX_VALUE),
                            minor(cells, 4, 0),
                            minor(cells, 5, Integer.MAX_VALUE)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static int minor(String[] cells, int index, int otherwise) {
        return index >= cells.length || cells[index].isEmpty() ? otherwise : Integer.parseInt(cells[index]);
    }
}
