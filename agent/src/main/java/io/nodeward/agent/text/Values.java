package io.nodeward.agent.text;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values of facts as a person reads them. */
public final class Values {

    private Values() {}

    /** The value on one line, not yet made harmless: {@code true}, {@code [a, b]}, {@code ""} for an empty text. */
    public static String text(Object value) {
        return switch (value) {
            case String s when s.isEmpty() -> "\"\"";
            case Duration d -> Times.duration(d);
            case Instant i -> Times.utc(i);
            case List<?> list -> {
                StringBuilder out = new StringBuilder("[");
                for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
                    out.append(text(items.next())).append(items.hasNext() ? ", " : "");
                }
                yield out.append(']').toString();
            }
            case Map<?, ?> map -> {
                StringBuilder out = new StringBuilder("{");
                for (Iterator<? extends Map.Entry<?, ?>> entries =
                                map.entrySet().iterator();
                        entries.hasNext(); ) {
                    Map.Entry<?, ?> entry = entries.next();
                    out.append(entry.getKey()).append(": ").append(text(entry.getValue()));
                    out.append(entries.hasNext() ? ", " : "");
                }
                yield out.append('}').toString();
            }
            default -> value.toString();
        };
    }
}
