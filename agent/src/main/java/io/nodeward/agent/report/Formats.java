package io.nodeward.agent.report;

import java.util.List;

/** All formats of a report. */
public final class Formats {

    /** Their names, the usual one first. */
    public static final List<String> NAMES = List.of("text", "json", "sarif", "junit", "html");

    private Formats() {}

    /** Returns the format of one of {@link #NAMES}. */
    public static Format named(String name) {
        return switch (name) {
            case "text" -> new TextFormat();
            case "json" -> new JsonFormat();
            case "sarif" -> new SarifFormat();
            case "junit" -> new JunitFormat();
            case "html" -> new HtmlFormat();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
