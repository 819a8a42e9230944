package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import org.jspecify.annotations.Nullable;

/**
 * What came of a question.
 *
 * @param asked whether a connection was tried
 * @param note how it was asked, or why there is no answer
 * @param config the configuration in use, or null
 */
record Answer(boolean asked, String note, GoValue.@Nullable Members config) {

    static Answer none(String note) {
        return new Answer(false, note, null);
    }

    static Answer refused(String note) {
        return new Answer(true, note, null);
    }
}
