package io.nodeward.agent.report;

/** One way to write a report. A new one is a class and a line in {@link Formats}. */
public interface Format {

    /** Returns the whole document in UTF-8. Hostile text in the report is made harmless for this format's readers. */
    byte[] write(Report report, Style style);

    /** Whether this format shows what changed since an earlier report. */
    default boolean compares() {
        return false;
    }

    /**
     * How it is to look.
     *
     * @param color whether colour helps
     * @param width columns of text
     * @param verbose whether to show what is well too
     */
    record Style(boolean color, int width, boolean verbose) {}
}
