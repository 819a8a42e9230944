package io.nodeward.profiles;

import io.nodeward.profiles.expression.Each;
import io.nodeward.profiles.expression.Expression;
import io.nodeward.profiles.expression.FactPaths;
import io.nodeward.profiles.expression.Template;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a control demands.
 *
 * @param each the list whose items it is put to one by one, or null when it is put to the host
 * @param applies where it applies; null for everywhere
 * @param demand what has to hold
 * @param failure why it is a FAIL where the demand does not hold; null where that never is one
 * @param review why a person has to decide where the demand does not hold; null where nobody has to
 * @param reviewable where a person has to decide, if that is not everywhere
 */
public record Rule(
        @Nullable Each each,
        @Nullable Condition applies,
        Condition demand,
        @Nullable Template failure,
        @Nullable Template review,
        @Nullable Condition reviewable) {

    /**
     * An expression that is true or false.
     *
     * @param source as the author wrote it
     */
    public record Condition(Expression expression, String source) {}

    /** The declared paths of all facts that it reads: {@code kubelets.config.port}. Not for the path of an audit. */
    public SequencedSet<String> facts() {
        return paths().all();
    }

    /** The names of the top-level facts that it reads, its sentences and {@code remedy} with it. Not for the path of an audit. */
    public SequencedSet<String> reads(Template remedy) {
        FactPaths paths = paths();
        for (Template template : Arrays.asList(failure, review, remedy)) {
            if (template != null) {
                paths.add(template);
            }
        }
        SequencedSet<String> names = new LinkedHashSet<>();
        for (String path : paths.all()) {
            int dot = path.indexOf('.');
            names.add(dot < 0 ? path : path.substring(0, dot));
        }
        return names;
    }

    private FactPaths paths() {
        FactPaths paths = new FactPaths();
        if (each != null) {
            paths.add(each);
        }
        if (applies != null) {
            paths.add(applies.expression);
        }
        paths.add(demand.expression);
        if (reviewable != null) {
            paths.add(reviewable.expression);
        }
        return paths;
    }
}
