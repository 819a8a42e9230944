package io.nodeward.profiles.expression;

import io.nodeward.profiles.pack.PackReader;
import io.nodeward.profiles.pack.PackWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sentence with places that are filled from this host. Immutable, safe for any thread.
 *
 * @param source as the author wrote it
 * @param parts what it is made of
 */
public record Template(String source, List<Part> parts) {

    /**
     * A piece of the sentence.
     *
     * @param text what stands there; for a place to be filled, what stands there when its value is unknown
     * @param value what fills the place; null for plain text
     */
    public record Part(String text, @Nullable Expression value) {}

    public Template {
        parts = List.copyOf(parts);
    }

    /** The sentence for this host. */
    public String fill(Scope scope) {
        if (parts.size() == 1 && parts.getFirst().value == null) {
            return source;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            Expression value = part.value;
            String filled = value == null ? null : value.in(scope).text();
            text.append(filled == null || filled.equals("\"\"") ? part.text : filled);
        }
        return text.toString();
    }

    /** Writes it for {@link #read}. */
    public void write(PackWriter out) {
        out.text(source);
        out.count(parts.size());
        for (Part part : parts) {
            out.text(part.text);
            out.count(part.value == null ? 0 : 1);
            if (part.value != null) {
                Codec.write(part.value, out);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static Template read(PackReader in) {
        String source = in.text();
        int count = in.count();
        List<Part> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String text = in.text();
            parts.add(new Part(text, in.count() == 0 ? null : Codec.read(in)));
        }
        return new Template(source, parts);
    }
}
