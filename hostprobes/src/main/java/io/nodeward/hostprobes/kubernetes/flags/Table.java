package io.nodeward.hostprobes.kubernetes.flags;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the tab-separated tables of facts about Kubernetes by version. The build turns them into constants, so that
 * nothing is read here. A name, which stands in the first column, may have several rows, one after another. Immutable.
 */
public final class Table {

    private final int columns;
    private final String[] cells;
    private volatile @Nullable Map<String, Integer> firstRows;

    /** @param cells of all rows, one after another */
    Table(int columns, String[] cells) {
        this.columns = columns;
        this.cells = cells;
    }

    /**
     * Returns a table by its file's name without the ending.
     *
     * @throws IllegalArgumentException if there is no such table, which is a mistake in this program
     */
    public static Table named(String name) {
        return TableCells.named(name);
    }

    /** How many rows there are. */
    public int rows() {
        return cells.length / columns;
    }

    /** Returns a cell, empty where the row has none. */
    public String cell(int row, int column) {
        return cells[row * columns + column];
    }

    /** Returns the first row that has this name in its first column, or -1. */
    public int first(String name) {
        Integer row = firstRows().get(name);
        return row == null ? -1 : row;
    }

    /** Returns the row after this one if it has the same name, or -1. */
    public int next(int row) {
        return row + 1 < rows() && cell(row + 1, 0).equals(cell(row, 0)) ? row + 1 : -1;
    }

    private Map<String, Integer> firstRows() {
        Map<String, Integer> known = firstRows;
        if (known == null) {
            int rows = rows();
            known = HashMap.newHashMap(rows);
            for (int row = 0; row < rows; row++) {
                known.putIfAbsent(cell(row, 0), row);
            }
            firstRows = known;
        }
        return known;
    }

    /** The minor number in a version cell, which for etcd has the major one before it: {@code 3.6}; empty means no bound. */
    public static int bound(String cell, int none) {
        return cell.isEmpty() ? none : Integer.parseInt(cell.substring(cell.indexOf('.') + 1));
    }
}
