package io.nodeward.testbed;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link Booted}. */
final class BootedExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BootedExtension.class);

    /** Asked once in a JVM: what could not be made would fail again. */
    private static final Map<Flavour, Optional<String>> MISSING = new ConcurrentHashMap<>();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Availability.condition(context, MISSING.computeIfAbsent(flavour(context), BootedExtension::missing));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == VirtualMachine.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // JUnit closes it with the test, or with the class if the class asked for it first
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        VirtualMachine.class,
                        key -> VirtualMachine.start(flavour(context), TestDirectory.emptied(context)),
                        VirtualMachine.class);
    }

    private static Optional<String> missing(Flavour flavour) {
        try {
            SavedMachine.obtain(flavour);
            return Optional.empty();
        } catch (TestbedException | UncheckedIOException e) {
            return Optional.of("no virtual machine: " + e.getMessage());
        }
    }

    /** The method's own word goes before that of its class. */
    private static Flavour flavour(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Booted.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), Booted.class, context.getEnclosingTestClasses()))
                .orElseThrow()
                .value();
    }
}
