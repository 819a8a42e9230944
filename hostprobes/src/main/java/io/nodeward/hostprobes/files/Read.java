package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.facts.Unknown;
import java.util.function.Function;

/**
 * What came of looking at a path: something, certainly nothing, or no way to tell.
 *
 * <p>Take it apart with {@code instanceof} where an audit runs: every {@code switch} over patterns costs half a millisecond
 * when it is first met, which no cache of the Java runtime takes away.
 */
public sealed interface Read<T> {

    /** It is there. */
    record Found<T>(T value) implements Read<T> {}

    /** It is certainly not there; {@code path} is the host's own, where it would be. */
    record Absent<T>(String path) implements Read<T> {}

    /** It may be there; {@code reason} ends a sentence for a person. */
    record Failed<T>(String path, String reason) implements Read<T> {
        public Unknown unknown() {
            return new Unknown(reason, path);
        }
    }

    /** The same outcome with the value changed. */
    default <R> Read<R> map(Function<? super T, ? extends R> change) {
        if (this instanceof Found<T>(T value)) {
            return new Found<>(change.apply(value));
        }
        return this instanceof Failed<T>(String path, String reason)
                ? new Failed<>(path, reason)
                : new Absent<>(((Absent<T>) this).path());
    }
}
