package io.nodeward.testbed;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What becomes of a test whose test bed cannot be had. */
final class Availability {
    private Availability() {}

    /** Skipped, and said so where nobody overlooks it; it fails where {@code NODEWARD_TESTBED_REQUIRED} is {@code true}. */
    static ConditionEvaluationResult condition(ExtensionContext context, Optional<String> missing) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("the test bed is there");
        }
        if ("true".equals(System.getenv("NODEWARD_TESTBED_REQUIRED"))) {
            throw new TestbedException(missing.get());
        }
        System.err.println("SKIPPED " + context.getDisplayName() + ": " + missing.get());
        return ConditionEvaluationResult.disabled(missing.get());
    }
}
