package io.nodeward.secrets.encryption.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcePatternTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "secrets, '', secrets, true",
                "secrets, '', configmaps, false",
                "secrets, example.com, secrets, false",
                "widgets.example.com, example.com, widgets, true",
                "widgets.example.com, '', widgets, false",
                "*.example.com, example.com, widgets, true",
                "*.example.com, sub.example.com, widgets, false",
                "*., '', pods, true",
                "*., apps, deployments, false",
                "*.*, '', pods, true",
                "*.*, apps, deployments, true",
            })
    void coversWhatKubernetesSays(String pattern, String group, String resource, boolean covers) {
        assertThat(ResourcePattern.parse(pattern).covers(group, resource)).isEqualTo(covers);
        assertThat(ResourcePattern.parse(pattern)).hasToString(pattern);
    }

    /** The examples of the documentation, and one where the order would mislead. */
    @Test
    void theMostExactEntryGoverns() {
        List<List<ResourcePattern>> entries = List.of(
                patterns("configmaps"),
                patterns("*.apps"),
                patterns("*."),
                patterns("*.*"),
                patterns("secrets", "configmaps"));
        assertThat(ResourcePattern.governing(entries, "", "configmaps")).hasValue(0);
        assertThat(ResourcePattern.governing(entries, "", "secrets")).hasValue(4);
        assertThat(ResourcePattern.governing(entries, "", "pods")).hasValue(2);
        assertThat(ResourcePattern.governing(entries, "apps", "deployments")).hasValue(1);
        assertThat(ResourcePattern.governing(entries, "batch", "jobs")).hasValue(3);
        assertThat(ResourcePattern.governing(List.of(patterns("secrets")), "", "pods"))
                .isEmpty();
    }

    private static List<ResourcePattern> patterns(String... texts) {
        return Arrays.stream(texts).map(ResourcePattern::parse).toList();
    }
}
