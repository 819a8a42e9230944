package io.nodeward.profiles;

import static io.nodeward.profiles.Sample.demand;
import static io.nodeward.profiles.Sample.facts;
import static io.nodeward.profiles.Sample.file;
import static io.nodeward.profiles.Sample.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts with very much of everything. */
@Timeout(600)
class HostileDataTest {

    private static final int MANY = 100_000;

    private static Group files(int count) {
        List<Many.Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(file("/f" + i, i % 2 == 0 ? "0600" : "0666"));
        }
        return facts("pki", group("files", new Many(items, "/")), "modes", List.of("a"));
    }

    @Test
    void aHundredThousandFailingItems() {
        Finding finding = demand("pki.files.all(f, within(f.mode, '0600'))", files(MANY));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.evidence()).hasSize(10_000);
        assertThat(finding.omitted()).isEqualTo(MANY / 2 - 10_000);
    }

    @Test
    void aHundredThousandItemsThatAreWell() {
        Finding finding = demand("pki.files.all(f, f.path != '' && !(f.mode in modes))", files(MANY));
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.evidence().size() + finding.omitted()).isEqualTo(2 * MANY + 1);
    }

    @Test
    void chainsOfListsStayLinear() {
        Finding finding = demand(
                "size(pki.files.filter(f, f.mode == '0600').map(f, f.path).filter(p, p.startsWith('/f'))) == 50000",
                files(MANY));
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void timeGrowsNoFasterThanTheList() {
        String expression = "pki.files.all(f, within(f.mode, '0600'))";
        Group small = files(10_000);
        Group large = files(MANY);
        for (int i = 0; i < 3; i++) {
            demand(expression, large);
        }
        assertThat(time(expression, large))
                .isLessThan(time(expression, small).multipliedBy(40).plusMillis(200));
    }

    private static Duration time(String expression, Group facts) {
        long start = System.nanoTime();
        demand(expression, facts);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void everyPairOfAHundredThousandItemsIsTooMuch() {
        Finding finding = demand("pki.files.all(f, pki.files.all(g, f.mode == g.mode || f.path != ''))", files(MANY));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.reason()).contains("too much to compare");
    }

    @Test
    void aLongListInOneFact() {
        Group facts = facts("modes", Collections.nCopies(MANY, "x"));
        assertThat(demand("modes.all(m, m == 'x')", facts).evidence()).hasSize(1);
        assertThat(demand("!('y' in modes) && modes == modes && size(modes + modes) == 200000", facts)
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void expressionsMayBeDeeplyNested() {
        assertThat(demand("!".repeat(1) + "(".repeat(100) + "live" + ")".repeat(100), facts("live", false))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        String sum = "minor" + " + 1".repeat(100);
        assertThat(demand(sum + " == 100", facts("minor", 0)).verdict()).isEqualTo(Verdict.PASS);
    }
}
