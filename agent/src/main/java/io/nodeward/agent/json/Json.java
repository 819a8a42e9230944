package io.nodeward.agent.json;

import io.nodeward.agent.text.Times;
import io.nodeward.hostprobes.facts.Overridden;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** JSON documents, and how facts stand in them. */
public final class Json {

    private Json() {}

    /** Writes one document. */
    @FunctionalInterface
    public interface Body {
        void write(JsonWriter json);
    }

    /** Returns one document with a new line at the end. */
    public static byte[] document(Body body) {
        JsonWriter json = new JsonWriter();
        body.write(json);
        return json.bytes();
    }

    /** Writes a fact's value: durations and points in time as text. */
    public static void value(JsonWriter json, Object value) {
        switch (value) {
            case Boolean b -> json.truth(b);
            case Long n -> json.number(n);
            case Double d -> json.number(d);
            case Duration d -> json.text(Times.duration(d));
            case Instant i -> json.text(Times.utc(i));
            case List<?> list -> {
                json.array();
                for (Object item : list) {
                    value(json, item);
                }
                json.endArray();
            }
            case Map<?, ?> map -> {
                json.object();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.name(String.valueOf(entry.getKey()));
                    value(json, entry.getValue());
                }
                json.endObject();
            }
            default -> json.text(value.toString());
        }
    }

    /** Writes the field {@code overrode}: the values that lost. */
    public static void overrode(JsonWriter json, List<Overridden> losers) {
        json.array("overrode");
        for (Overridden loser : losers) {
            json.object().name("value");
            value(json, loser.value());
            json.field("source", loser.source()).endObject();
        }
        json.endArray();
    }
}
