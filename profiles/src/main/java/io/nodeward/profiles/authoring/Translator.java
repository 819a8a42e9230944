package io.nodeward.profiles.authoring;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.Scalar;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.profiles.expression.Arithmetic;
import io.nodeward.profiles.expression.Call;
import io.nodeward.profiles.expression.Comparison;
import io.nodeward.profiles.expression.Conditional;
import io.nodeward.profiles.expression.Connective;
import io.nodeward.profiles.expression.Constant;
import io.nodeward.profiles.expression.Containment;
import io.nodeward.profiles.expression.Element;
import io.nodeward.profiles.expression.EntryOf;
import io.nodeward.profiles.expression.Expression;
import io.nodeward.profiles.expression.Fact;
import io.nodeward.profiles.expression.Function;
import io.nodeward.profiles.expression.Kind;
import io.nodeward.profiles.expression.ListOf;
import io.nodeward.profiles.expression.Negation;
import io.nodeward.profiles.expression.Not;
import io.nodeward.profiles.expression.Now;
import io.nodeward.profiles.expression.Presence;
import io.nodeward.profiles.expression.Quantifier;
import io.nodeward.profiles.expression.Selection;
import io.nodeward.profiles.expression.Transformation;
import io.nodeward.profiles.expression.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns one checked syntax tree into our own expression; refuses what we do not evaluate. For one use. */
final class Translator {

    private final Language language;
    private final CelAbstractSyntaxTree tree;
    /** Slots of the variables that can be seen at this place. */
    private final Map<String, Integer> slots;

    private int nextSlot;

    /** @param variables names beside the facts, with their slots */
    Translator(Language language, CelAbstractSyntaxTree tree, Map<String, Integer> variables) {
        this.language = language;
        this.tree = tree;
        this.slots = new HashMap<>(variables);
        this.nextSlot = variables.size();
    }

    Expression translate() throws LanguageException {
        return of(tree.getExpr());
    }

    private Expression of(CelExpr node) throws LanguageException {
        CelType type = tree.getType(node.id()).orElse(null);
        if (type != null && mixed(type)) {
            throw mistake(node, "this mixes values of different types");
        }
        return switch (node.getKind()) {
            case CONSTANT -> constant(node);
            case IDENT -> name(node.ident().name());
            case SELECT -> select(node);
            case CALL -> call(node);
            case LIST -> list(node.list().elements());
            case COMPREHENSION -> comprehension(node);
            case MAP, STRUCT, NOT_SET -> throw mistake(node, "maps and structs can be read, but not made");
        };
    }

    private Expression constant(CelExpr node) throws LanguageException {
        CelConstant constant = node.constant();
        return switch (constant.getKind()) {
            case BOOLEAN_VALUE -> new Constant(constant.booleanValue());
            case INT64_VALUE -> new Constant(constant.int64Value());
            case DOUBLE_VALUE -> new Constant(constant.doubleValue());
            case STRING_VALUE -> new Constant(constant.stringValue());
            case NULL_VALUE -> throw mistake(node, "no fact is null: what is not known is UNKNOWN by itself");
            default -> throw mistake(node, "there are no unsigned numbers and no bytes among the facts");
        };
    }

    private Expression name(String name) throws LanguageException {
        Integer slot = slots.get(name);
        if (slot != null) {
            return new Variable(slot);
        }
        if (name.equals(Language.NOW)) {
            return new Now();
        }
        Field fact = language.schema().facts().field(name);
        if (fact == null) {
            throw new LanguageException("there is no fact '" + name + "'");
        }
        return new Fact(name, kind(fact.type()));
    }

    private Expression select(CelExpr node) throws LanguageException {
        CelSelect select = node.select();
        CelType ownerType = tree.getTypeOrThrow(select.operand().id());
        Expression owner = of(select.operand());
        if (ownerType.kind() == CelKind.MAP) {
            Expression key = new Constant(select.field());
            return select.testOnly() ? new Containment(key, owner) : new EntryOf(owner, key);
        }
        Struct struct = language.struct(ownerType);
        Field field = struct == null ? null : struct.field(select.field());
        if (field == null) {
            throw mistake(node, "there is no fact '" + select.field() + "' here");
        }
        if (!select.testOnly()) {
            return new io.nodeward.profiles.expression.Field(owner, field.name(), field.optional(), kind(field.type()));
        }
        if (!field.optional()) {
            throw mistake(node, "has(" + field.name() + ") says nothing: that fact is there, or UNKNOWN by itself");
        }
        return new Presence(owner, field.name());
    }

    private Expression call(CelExpr node) throws LanguageException {
        CelCall call = node.call();
        String name = call.function();
        List<CelExpr> nodes = new ArrayList<>();
        Optional<CelExpr> target = call.target();
        target.ifPresent(nodes::add);
        nodes.addAll(call.args());
        if (name.equals("duration") || name.equals("timestamp")) {
            return time(name, nodes.getFirst());
        }
        List<Expression> parts = new ArrayList<>();
        for (CelExpr part : nodes) {
            parts.add(of(part));
        }
        Expression first = parts.getFirst();
        return switch (name) {
            case "_&&_" -> connective(true, nodes);
            case "_||_" -> connective(false, nodes);
            case "!_" -> new Not(first);
            case "-_" -> new Negation(first);
            case "_?_:_" -> new Conditional(first, parts.get(1), parts.get(2));
            case "_==_" -> comparison(node, Comparison.Operator.EQUAL, nodes, parts);
            case "_!=_" -> comparison(node, Comparison.Operator.NOT_EQUAL, nodes, parts);
            case "_<_" -> new Comparison(Comparison.Operator.LESS, first, parts.get(1));
            case "_<=_" -> new Comparison(Comparison.Operator.LESS_OR_EQUAL, first, parts.get(1));
            case "_>_" -> new Comparison(Comparison.Operator.GREATER, first, parts.get(1));
            case "_>=_" -> new Comparison(Comparison.Operator.GREATER_OR_EQUAL, first, parts.get(1));
            case "_+_" -> new Arithmetic(Arithmetic.Operator.ADD, first, parts.get(1));
            case "_-_" -> new Arithmetic(Arithmetic.Operator.SUBTRACT, first, parts.get(1));
            case "_*_" -> new Arithmetic(Arithmetic.Operator.MULTIPLY, first, parts.get(1));
            case "_/_" -> new Arithmetic(Arithmetic.Operator.DIVIDE, first, parts.get(1));
            case "_%_" -> new Arithmetic(Arithmetic.Operator.REMAINDER, first, parts.get(1));
            case "@in" -> {
                comparable(node, nodes.getFirst());
                yield new Containment(first, parts.get(1));
            }
            case "_[_]" ->
                tree.getTypeOrThrow(nodes.getFirst().id()).kind() == CelKind.MAP
                        ? new EntryOf(first, parts.get(1))
                        : new Element(first, parts.get(1));
            default -> new Call(function(name), parts);
        };
    }

    private static Function function(String name) throws LanguageException {
        return switch (name) {
            case "size" -> Function.SIZE;
            case "startsWith" -> Function.STARTS_WITH;
            case "endsWith" -> Function.ENDS_WITH;
            case "contains" -> Function.CONTAINS;
            case "within" -> Function.WITHIN;
            case "loopback" -> Function.LOOPBACK;
            case "unspecified" -> Function.UNSPECIFIED;
            case "amount" -> Function.AMOUNT;
            default -> throw new LanguageException("'" + name + "' is not part of the language here");
        };
    }

    /** {@code a && b && c} as one node, whichever way the parser balanced it. */
    private Expression connective(boolean and, List<CelExpr> nodes) throws LanguageException {
        List<Expression> parts = new ArrayList<>();
        flatten(and ? "_&&_" : "_||_", nodes, parts);
        return new Connective(and, parts);
    }

    private void flatten(String name, List<CelExpr> nodes, List<Expression> parts) throws LanguageException {
        for (CelExpr node : nodes) {
            if (node.getKind() == CelExpr.ExprKind.Kind.CALL
                    && node.call().function().equals(name)) {
                flatten(name, node.call().args(), parts);
            } else {
                parts.add(of(node));
            }
        }
    }

    private Expression comparison(
            CelExpr node, Comparison.Operator operator, List<CelExpr> nodes, List<Expression> parts)
            throws LanguageException {
        comparable(node, nodes.get(0));
        comparable(node, nodes.get(1));
        return new Comparison(operator, parts.get(0), parts.get(1));
    }

    private void comparable(CelExpr node, CelExpr part) throws LanguageException {
        CelType type = tree.getTypeOrThrow(part.id());
        while (type instanceof ListType list && list.hasElemType()) {
            type = list.elemType();
        }
        if (type.kind() == CelKind.STRUCT || type.kind() == CelKind.MAP) {
            throw mistake(node, "groups of facts cannot be compared as a whole: compare their parts");
        }
    }

    private static Expression time(String name, CelExpr argument) throws LanguageException {
        String text = argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? argument.constant().stringValue()
                : null;
        Object value =
                text == null ? null : name.equals("duration") ? TextForms.duration(text) : TextForms.timestamp(text);
        if (value == null) {
            String example = name.equals("duration") ? "\"720h\"" : "\"2026-01-31T00:00:00Z\"";
            throw new LanguageException(name + "() takes a literal such as " + example);
        }
        return new Constant(value);
    }

    private Expression list(List<CelExpr> elements) throws LanguageException {
        List<Expression> parts = new ArrayList<>();
        List<Object> literals = new ArrayList<>();
        for (CelExpr element : elements) {
            Expression part = of(element);
            parts.add(part);
            if (part instanceof Constant constant) {
                literals.add(constant.raw());
            }
        }
        return literals.size() == parts.size() ? new Constant(List.copyOf(literals)) : new ListOf(parts);
    }

    /** The parser has unfolded {@code all}, {@code map} and so on into loops; it also says which they were. */
    private Expression comprehension(CelExpr node) throws LanguageException {
        CelComprehension loop = node.comprehension();
        CelExpr macro = tree.getSource().getMacroCalls().get(node.id());
        if (macro == null) {
            throw mistake(node, "this loop is not part of the language here");
        }
        Expression range = of(loop.iterRange());
        int slot = nextSlot++;
        Integer hidden = slots.put(loop.iterVar(), slot);
        CelCall step = loop.loopStep().call();
        Expression result = switch (macro.call().function()) {
            case "all" ->
                new Quantifier(Quantifier.Kind.ALL, range, slot, of(step.args().get(1)));
            case "exists" ->
                new Quantifier(
                        Quantifier.Kind.EXISTS, range, slot, of(step.args().get(1)));
            case "exists_one", "existsOne" ->
                new Quantifier(
                        Quantifier.Kind.EXISTS_ONE, range, slot, of(step.args().get(0)));
            case "filter" -> new Selection(range, slot, of(step.args().get(0)));
            case "map" -> transformation(range, slot, step);
            default -> throw mistake(node, "this loop is not part of the language here");
        };
        restore(loop.iterVar(), hidden);
        return result;
    }

    private Expression transformation(Expression range, int slot, CelCall step) throws LanguageException {
        if (step.function().equals("_?_:_")) {
            Expression kept = new Selection(range, slot, of(step.args().get(0)));
            return transformation(kept, slot, step.args().get(1).call());
        }
        return new Transformation(
                range, slot, of(step.args().get(1).list().elements().getFirst()));
    }

    private void restore(String name, @Nullable Integer hidden) {
        nextSlot--;
        if (hidden == null) {
            slots.remove(name);
        } else {
            slots.put(name, hidden);
        }
    }

    private static Kind kind(FactType type) {
        return switch (type) {
            case Scalar.BOOL -> Kind.BOOL;
            case Scalar.INT -> Kind.INT;
            case Scalar.DOUBLE -> Kind.DOUBLE;
            case Scalar.STRING -> Kind.STRING;
            case Scalar.DURATION -> Kind.DURATION;
            case Scalar.TIMESTAMP -> Kind.TIMESTAMP;
            case FactType.ListOf _ -> Kind.LIST;
            case FactType.MapOf _ -> Kind.MAP;
            case Struct _ -> Kind.STRUCT;
        };
    }

    private static boolean mixed(CelType type) {
        if (type.kind() == CelKind.DYN || type.kind() == CelKind.ANY) {
            return true;
        }
        return type.parameters().stream().anyMatch(Translator::mixed);
    }

    private LanguageException mistake(CelExpr node, String message) {
        LanguageException mistakes = new LanguageException();
        Integer offset = tree.getSource().getPositionsMap().get(node.id());
        int line = offset == null
                ? 0
                : tree.getSource()
                        .getOffsetLocation(offset)
                        .map(location -> location.getLine())
                        .orElse(0);
        mistakes.add(line, message);
        return mistakes;
    }
}
