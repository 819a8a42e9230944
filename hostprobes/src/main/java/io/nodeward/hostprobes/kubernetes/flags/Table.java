package io.nodeward.hostprobes.kubernetes.flags;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tab-separated tables that stand beside the probes: facts about Kubernetes by version. */
public final class Table {

    private Table() {}

    /**
     * Returns the rows of a table without its comments, each with {@code columns} cells, missing ones empty.
     *
     * @throws IllegalStateException if there is no such table, which is a mistake in this program
     */
    public static List<String[]> rows(String name, int columns) {
        return rows(name, columns, "");
    }

    /** As {@link #rows(String, int)}, only those with {@code first} in their first cell, without cutting the others up. */
    public static List<String[]> rows(String name, int columns, String first) {
        String text;
        String beginning = first.isEmpty() ? "" : first + "\t";
        String resource = "/io/nodeward/hostprobes/kubernetes/" + name + ".tsv";
        try (InputStream in = Table.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no table " + resource);
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String[]> rows = new ArrayList<>(first.isEmpty() ? 200 : 4);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            if (end > start && text.charAt(start) != '#' && text.startsWith(beginning, start)) {
                rows.add(cells(text, start, end, columns));
            }
            start = end + 1;
        }
        return rows;
    }

    private static String[] cells(String text, int start, int end, int columns) {
        String[] cells = new String[columns];
        int at = start;
        for (int i = 0; i < columns; i++) {
            int tab = at > end ? -1 : text.indexOf('\t', at);
            int stop = tab < 0 || tab > end ? end : tab;
            cells[i] = at > end ? "" : text.substring(at, stop);
            at = stop + 1;
        }
        return cells;
    }

    /** The minor number in a version cell, which for etcd has the major one before it: {@code 3.6}; empty means no bound. */
    public static int bound(String cell, int none) {
        return cell.isEmpty() ? none : Integer.parseInt(cell.substring(cell.indexOf('.') + 1));
    }
}
