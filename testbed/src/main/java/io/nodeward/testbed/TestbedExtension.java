package io.nodeward.testbed;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Behind {@link Live}. */
final class TestbedExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TestbedExtension.class);

    private static final Map<Class<?>, Function<Testbed, Object>> PARAMETERS = Map.of(
            Testbed.class, bed -> bed,
            NodeTree.class, Testbed::controlPlane,
            Etcd.class, Testbed::etcd,
            ApiServer.class, Testbed::apiServer,
            Vault.class, Testbed::vault);

    /** Asked once in a JVM: a build of the tools that failed would fail again. */
    private static final class Missing {
        static final Optional<String> REASON = find();

        private static Optional<String> find() {
            try {
                List.of("cri", "etcd", "kms", "kubernetes", "openbao").forEach(Tools::directory);
                NodeTreeWriter.requirePrivilege();
                return Optional.empty();
            } catch (TestbedException | IOException e) {
                return Optional.of("no test bed: " + e.getMessage());
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Availability.condition(context, Missing.REASON);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // JUnit closes it with the test, or with the class if the class asked for it first
        Testbed bed = context.getStore(NAMESPACE)
                .computeIfAbsent(Testbed.class, key -> new Testbed(TestDirectory.emptied(context)), Testbed.class);
        return Optional.ofNullable(PARAMETERS.get(parameter.getParameter().getType()))
                .orElseThrow()
                .apply(bed);
    }
}
