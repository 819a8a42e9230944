package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an expression came to, and the facts behind it. Immutable. */
public final class Value {

    /** Boolean, Long, Double, String, Duration, Instant, {@link Items}, {@link Entries}, a Group's Place, or null. */
    private final @Nullable Object content;

    private final Trace trace;

    private Value(@Nullable Object content, Trace trace) {
        this.content = content;
        this.trace = trace;
    }

    /** A value in hand; lists and maps as a {@link Known} holds them are wrapped. */
    static Value of(Object raw, Trace trace) {
        if (raw instanceof List<?> list) {
            return new Value(new Items.Raw(list, trace), trace);
        }
        return new Value(raw instanceof Map<?, ?> map ? Entries.of(map, null, trace) : raw, trace);
    }

    /** A value that cannot be told because the facts of {@code trace} are unknown. */
    static Value undetermined(Trace trace) {
        return new Value(null, trace);
    }

    /** A value that cannot be told because a step failed. */
    static Value fault(String message, Trace cause) {
        return new Value(null, new Trace.Fault(message, cause));
    }

    /** An item that is not there: every part of it is unknown. */
    public static Value unnamed() {
        return undetermined(Trace.NOTHING);
    }

    /** The value of a fact that is declared to be of a kind. */
    static Value read(Place place, Kind kind) {
        if (!kind.fits(place.node())) {
            return fault(place.path() + " is not what it is declared to be", place);
        }
        if (kind == Kind.MAP && place.node() instanceof Group group) {
            return new Value(Entries.of(group, place), place);
        }
        return read(place);
    }

    /** The value of an item. */
    static Value read(Place place) {
        Node node = place.node();
        if (node instanceof Known known) {
            Object raw = known.value();
            return raw instanceof Map<?, ?> map ? new Value(Entries.of(map, place, place), place) : of(raw, place);
        }
        if (node instanceof Group) {
            return new Value(place, Trace.NOTHING);
        }
        return node instanceof Many many ? new Value(new Items.Nodes(place, many), Trace.NOTHING) : undetermined(place);
    }

    /** The same value, for more reasons. */
    Value because(Trace more) {
        return new Value(content, more.and(trace));
    }

    /** Null when the value cannot be told. */
    @Nullable Object content() {
        return content;
    }

    /** The facts behind this value; when it cannot be told, those that are to blame. */
    public Trace trace() {
        return trace;
    }

    /** Whether it is certainly true. */
    public boolean isTrue() {
        return Boolean.TRUE.equals(content);
    }

    /** Whether it is certainly false. */
    public boolean isFalse() {
        return Boolean.FALSE.equals(content);
    }

    /** Whether it cannot be told. */
    public boolean isUndetermined() {
        return content == null;
    }

    /** The list that it is, or null. */
    public @Nullable Items items() {
        return content instanceof Items items ? items : null;
    }

    /** How it reads in a sentence; null when it cannot be told. */
    public @Nullable String text() {
        return content == null ? null : Texts.of(content);
    }

    /** What a fact that has no value stands for. */
    static final Unknown NOT_GIVEN = new Unknown("no probe gave it", "the probes of this version");
}
