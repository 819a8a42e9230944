package io.nodeward.profiles.authoring;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.facts.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The language of expressions: CEL with the facts of a schema as its variables, without the parts that our evaluator
 * does not have, with a few functions of our own. Safe for any thread.
 */
public final class Language {

    /** The name of the time of the audit. */
    public static final String NOW = "now";

    private static final StandardFunction[] FUNCTIONS = {
        StandardFunction.IN,
        StandardFunction.NOT_STRICTLY_FALSE,
        StandardFunction.CONDITIONAL,
        StandardFunction.LOGICAL_NOT,
        StandardFunction.LOGICAL_OR,
        StandardFunction.LOGICAL_AND,
        StandardFunction.EQUALS,
        StandardFunction.NOT_EQUALS,
        StandardFunction.ADD,
        StandardFunction.SUBTRACT,
        StandardFunction.MULTIPLY,
        StandardFunction.DIVIDE,
        StandardFunction.MODULO,
        StandardFunction.NEGATE,
        StandardFunction.INDEX,
        StandardFunction.SIZE,
        StandardFunction.DURATION,
        StandardFunction.TIMESTAMP,
        StandardFunction.CONTAINS,
        StandardFunction.ENDS_WITH,
        StandardFunction.STARTS_WITH,
        StandardFunction.LESS,
        StandardFunction.LESS_EQUALS,
        StandardFunction.GREATER,
        StandardFunction.GREATER_EQUALS
    };

    private final Schema schema;
    private final Map<Struct, StructType> structs = new LinkedHashMap<>();
    private final Map<String, Struct> structsByName = new LinkedHashMap<>();
    private final CelCompiler compiler;
    /** Most rules are about the same few variables. */
    private final Map<Map<String, FactType>, CelCompiler> extended = new ConcurrentHashMap<>();

    public Language(Schema schema) {
        this.schema = schema;
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(CelOptions.current().populateMacroCalls(true).build())
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .includeFunctions(FUNCTIONS)
                        .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addFunctionDeclarations(
                        function("within", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
                        function("loopback", SimpleType.BOOL, SimpleType.STRING),
                        function("unspecified", SimpleType.BOOL, SimpleType.STRING),
                        function("amount", SimpleType.DOUBLE, SimpleType.STRING))
                .addVar(NOW, SimpleType.TIMESTAMP);
        for (Field fact : schema.facts().fields()) {
            builder.addVar(fact.name(), type(fact.type()));
        }
        ImmutableMap.Builder<String, CelType> types = ImmutableMap.builder();
        structs.forEach((struct, type) -> {
            types.put(struct.name(), type);
            structsByName.put(struct.name(), struct);
        });
        this.compiler = builder.setTypeProvider(new Types(types.buildOrThrow())).build();
    }

    private static CelFunctionDecl function(String name, CelType result, CelType... arguments) {
        return CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newGlobalOverload(name, result, arguments));
    }

    /** The facts that expressions can name. */
    public Schema schema() {
        return schema;
    }

    /**
     * Returns the checked form of an expression.
     *
     * @param variables names beside the facts, with their types
     * @throws LanguageException with every mistake
     */
    CelAbstractSyntaxTree check(String text, Map<String, FactType> variables) throws LanguageException {
        CelCompiler here = variables.isEmpty() ? compiler : extended.computeIfAbsent(variables, this::with);
        try {
            return here.compile(text).getAst();
        } catch (CelValidationException e) {
            PlainWords words = new PlainWords(schema, variables, parsed(text));
            LanguageException mistakes = new LanguageException();
            for (CelIssue issue : e.getErrors()) {
                mistakes.add(issue.getSourceLocation().getLine(), words.of(issue.getMessage()));
            }
            throw mistakes;
        }
    }

    private CelCompiler with(Map<String, FactType> variables) {
        CelCompilerBuilder builder = compiler.toCompilerBuilder();
        variables.forEach((name, type) -> builder.addVar(name, type(type)));
        return builder.build();
    }

    private @Nullable CelExpr parsed(String text) {
        try {
            return compiler.parse(text).getAst().getExpr();
        } catch (CelValidationException e) {
            return null;
        }
    }

    /** The struct that a checked type names; null when it is none of the schema. */
    @Nullable Struct struct(CelType type) {
        return structsByName.get(type.name());
    }

    /** The type of facts that a checked type stands for; null for one that facts do not have. */
    @Nullable FactType factType(CelType type) {
        if (type instanceof ListType list) {
            FactType element = factType(list.elemType());
            return element == null ? null : new ListOf(element);
        }
        if (type instanceof MapType map) {
            FactType value = factType(map.valueType());
            return value == null || !map.keyType().equals(SimpleType.STRING) ? null : new MapOf(value);
        }
        return switch (type.kind()) {
            case BOOL -> Scalar.BOOL;
            case INT -> Scalar.INT;
            case DOUBLE -> Scalar.DOUBLE;
            case STRING -> Scalar.STRING;
            case DURATION -> Scalar.DURATION;
            case TIMESTAMP -> Scalar.TIMESTAMP;
            default -> struct(type);
        };
    }

    private CelType type(FactType type) {
        return switch (type) {
            case Scalar.BOOL -> SimpleType.BOOL;
            case Scalar.INT -> SimpleType.INT;
            case Scalar.DOUBLE -> SimpleType.DOUBLE;
            case Scalar.STRING -> SimpleType.STRING;
            case Scalar.DURATION -> SimpleType.DURATION;
            case Scalar.TIMESTAMP -> SimpleType.TIMESTAMP;
            case ListOf(FactType element) -> ListType.create(type(element));
            case MapOf(FactType value) -> MapType.create(SimpleType.STRING, type(value));
            case Struct struct -> struct(struct);
        };
    }

    private StructType struct(Struct struct) {
        StructType known = structs.get(struct);
        if (known == null) {
            ImmutableMap.Builder<String, CelType> fields = ImmutableMap.builder();
            for (Field field : struct.fields()) {
                fields.put(field.name(), type(field.type()));
            }
            ImmutableMap<String, CelType> all = fields.buildOrThrow();
            known = StructType.create(struct.name(), all.keySet(), name -> Optional.ofNullable(all.get(name)));
            structs.put(struct, known);
        }
        return known;
    }

    /** The structs of the schema, for the checker. */
    private record Types(ImmutableMap<String, CelType> byName) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return byName.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(byName.get(name));
        }
    }
}
