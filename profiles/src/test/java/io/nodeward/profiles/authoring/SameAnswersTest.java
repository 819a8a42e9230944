package io.nodeward.profiles.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import io.nodeward.hostprobes.facts.FactType;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.profiles.Rule;
import io.nodeward.profiles.Sample;
import io.nodeward.profiles.expression.Codec;
import io.nodeward.profiles.expression.Each;
import io.nodeward.profiles.expression.Expression;
import io.nodeward.profiles.expression.Items;
import io.nodeward.profiles.expression.Scope;
import io.nodeward.profiles.expression.Value;
import io.nodeward.profiles.pack.PackReader;
import io.nodeward.profiles.pack.PackWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our evaluator answers as the language's own runtime does; where that ends with an error, ours cannot tell. */
class SameAnswersTest {

    /** Expressions for each seed; facts change with every one. */
    private static final int EXPRESSIONS = 700;

    @Test
    void onEveryCaseOfEveryControl() throws LanguageException {
        Language language = new Language(Schema.builtIn());
        int compared = 0;
        for (Authored authored : BuiltInControlsTest.compiled().authored()) {
            Rule rule = authored.control().rule();
            if (rule.demand().source().contains("has(")) {
                // What is unknown is not set, for the other one; so too with applies.
                continue;
            }
            for (ControlCase row : authored.cases()) {
                compared += compare(language, rule, row);
            }
        }
        assertThat(compared).isPositive();
    }

    private static int compare(Language language, Rule rule, ControlCase row) throws LanguageException {
        Map<String, Object> variables = Reference.variables(row.facts(), row.now());
        Scope scope = new Scope(row.facts(), row.now());
        Each each = rule.each();
        if (each == null) {
            return compare(language, rule, scope, Map.of(), variables);
        }
        String list = each.source().substring(each.source().indexOf(" in ") + 4);
        Optional<Object> expected = Reference.evaluate(language, list, Map.of(), variables);
        Items items = each.list().in(scope).items();
        assertThat(items == null).as(list).isEqualTo(expected.isEmpty());
        if (items == null || expected.isEmpty()) {
            return 0;
        }
        CelAbstractSyntaxTree tree = language.check(list, Map.of());
        if (!(language.factType(tree.getResultType()) instanceof ListOf(FactType element))) {
            throw new AssertionError(list);
        }
        int compared = 0;
        for (int i = 0; i < items.size(); i++) {
            each.bind(scope, items, i);
            variables.put(each.variable(), ((List<?>) expected.get()).get(i));
            compared += compare(language, rule, scope, Map.of(each.variable(), element), variables);
        }
        return compared;
    }

    private static int compare(
            Language language, Rule rule, Scope scope, Map<String, FactType> types, Map<String, Object> variables)
            throws LanguageException {
        Rule.Condition applies = rule.applies();
        if (applies != null
                && !(applies.source().contains("has(")
                        && applies.expression().in(scope).isUndetermined())) {
            same(language, applies.source(), applies.expression().in(scope), types, variables);
        }
        Rule.Condition demand = rule.demand();
        same(language, demand.source(), demand.expression().in(scope), types, variables);
        return 1;
    }

    private static void same(
            Language language, String text, Value ours, Map<String, FactType> types, Map<String, Object> variables)
            throws LanguageException {
        if (ours.isUndetermined() && text.contains("size(")) {
            // the other one counts items of which nothing is known
            return;
        }
        Optional<Object> expected = Reference.evaluate(language, text, types, variables);
        Object answer = ours.isTrue() ? (Object) true : ours.isFalse() ? (Object) false : Optional.empty();
        assertThat(answer).as(text + " with " + variables).isEqualTo(expected.isEmpty() ? expected : expected.get());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void onRandomExpressions(long seed) throws LanguageException {
        RandomExpressions random = new RandomExpressions(seed);
        int[] outcomes = new int[3];
        for (int i = 0; i < EXPRESSIONS; i++) {
            boolean gaps = i % 3 == 0;
            String text = random.condition(gaps);
            Group facts = random.facts(gaps);
            Expression expression =
                    new Translator(Sample.LANGUAGE, Sample.LANGUAGE.check(text, Map.of()), Map.of()).translate();
            Value ours = packed(expression).in(new Scope(facts, Sample.NOW));
            outcomes[ours.isTrue() ? 0 : ours.isFalse() ? 1 : 2]++;
            same(Sample.LANGUAGE, text, ours, Map.of(), Reference.variables(facts, Sample.NOW));
        }
        assertThat(outcomes[0]).as("true").isGreaterThan(EXPRESSIONS / 10);
        assertThat(outcomes[1]).as("false").isGreaterThan(EXPRESSIONS / 10);
        assertThat(outcomes[2]).as("neither").isGreaterThan(EXPRESSIONS / 50);
    }

    /** The expression after it was written and read. */
    private static Expression packed(Expression expression) {
        PackWriter out = new PackWriter();
        Codec.write(expression, out);
        return Codec.read(new PackReader(out.bytes()));
    }
}
