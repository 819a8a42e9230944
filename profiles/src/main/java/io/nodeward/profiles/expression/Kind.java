package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fact is declared to be. An expression was checked for it; a probe that gives something else must not lead to a
 * PASS. The order is part of the compiled form: new ones go to the end.
 */
public enum Kind {
    BOOL,
    INT,
    DOUBLE,
    STRING,
    DURATION,
    TIMESTAMP,
    LIST,
    MAP,
    STRUCT;

    /** Whether a fact is of this kind; an unknown one is of any. */
    boolean fits(@Nullable Node node) {
        if (node instanceof Known known) {
            Object value = known.value();
            return switch (this) {
                case BOOL -> value instanceof Boolean;
                case INT -> value instanceof Long;
                case DOUBLE -> value instanceof Double;
                case STRING -> value instanceof String;
                case DURATION -> value instanceof Duration;
                case TIMESTAMP -> value instanceof Instant;
                case LIST -> value instanceof List;
                case MAP -> value instanceof Map;
                case STRUCT -> false;
            };
        }
        return switch (this) {
            case LIST -> node instanceof Many || node instanceof Unknown;
            case MAP, STRUCT -> node instanceof Group || node instanceof Unknown;
            default -> node instanceof Unknown;
        };
    }
}
