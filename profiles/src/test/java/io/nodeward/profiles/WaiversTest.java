package io.nodeward.profiles;

import static io.nodeward.profiles.Sample.NOW;
import static io.nodeward.profiles.Sample.facts;
import static io.nodeward.profiles.Sample.file;
import static io.nodeward.profiles.Sample.group;
import static io.nodeward.profiles.Sample.known;
import static io.nodeward.profiles.Sample.many;
import static io.nodeward.profiles.Sample.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaiversTest {

    private static final LocalDate LATER = LocalDate.of(2026, 12, 31);

    private static final String FILES = "expr: pki.files.all(f, within(f.mode, \"0600\") && f.owner == \"root:root\")";

    private static Waiver waiver(String expires, @Nullable String object) {
        return new Waiver("sample", "ops", "we know", LocalDate.parse(expires), object, "w.yaml:1");
    }

    private static Waiver of(@Nullable String object) {
        return new Waiver("sample", "ops", "we know", LATER, object, "w.yaml:1");
    }

    private static Finding judge(String control, Group facts, Waiver... waivers) {
        return Sample.judge(control, facts, new Waivers(Arrays.asList(waivers)));
    }

    private static Group files(Many.Item... files) {
        return facts("minor", 36, "pki", group("files", many("/pki", files)));
    }

    @Test
    void aFailThatSomebodyAcceptedIsWaived() {
        Finding finding = judge("expr: live", facts("live", false), of(null));
        assertThat(finding.verdict()).isEqualTo(Verdict.WAIVED);
        assertThat(finding.reason())
                .isEqualTo(judge("expr: live", facts("live", false)).reason());
        assertThat(finding.waiver()).extracting(Waiver::reason).isEqualTo("we know");
        assertThat(finding.waiver()).isEqualTo(of(null));
        assertThat(finding.evidence()).extracting(Evidence::fact).containsExactly("live");
    }

    @Test
    void onlyWhatIsBadCanBeWaived() {
        assertThat(judge("expr: live", facts("live", true), of(null)).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge("expr: live", facts("live", unknown("x", "y")), of(null))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(judge("expr: live\nmanual: look", facts("live", false), of(null))
                        .verdict())
                .isEqualTo(Verdict.WAIVED);
    }

    @Test
    void aWaiverCountsToTheEndOfItsLastDay() {
        Catalogue catalogue = Sample.controls("id: sample\nexpr: live");
        Waivers waivers = new Waivers(Arrays.asList(of(null)));
        Control control = catalogue.controls().iterator().next();
        Group facts = facts("live", false);
        assertThat(Engine.judge(control, facts, Instant.parse("2026-12-31T23:59:59Z"), waivers)
                        .verdict())
                .isEqualTo(Verdict.WAIVED);
        Finding after = Engine.judge(control, facts, Instant.parse("2027-01-01T00:00:00Z"), waivers);
        assertThat(after.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(after.reason()).isEqualTo("It is not well. The waiver of ops expired on 2026-12-31.");
        assertThat(after.waiver()).isNull();
    }

    @Test
    void anExpiredWaiverDoesNotHideOneThatCounts() {
        assertThat(judge("expr: live", facts("live", false), waiver("2026-06-14", null), of(null))
                        .verdict())
                .isEqualTo(Verdict.WAIVED);
        assertThat(NOW).isBefore("2026-06-16T00:00:00Z");
    }

    @Test
    void aWaiverForOneObjectWaivesThatObjectOnly() {
        Group one = files(file("/a", "0644"), file("/b", "0600"));
        assertThat(judge(FILES, one, of("/a")).verdict()).isEqualTo(Verdict.WAIVED);
        assertThat(judge(FILES, one, of("/b")).verdict()).isEqualTo(Verdict.FAIL);
        Group two = files(file("/a", "0644"), file("/c", "0666"));
        Finding rest = judge(FILES, two, of("/a"));
        assertThat(rest.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(rest.evidence()).extracting(Evidence::fact).containsExactly("pki.files[/c].mode");
        assertThat(rest.reason()).isEqualTo("It is not well. Waived here: /a.");
        assertThat(judge(FILES, two, of("/a"), of("/c")).verdict()).isEqualTo(Verdict.WAIVED);
    }

    @Test
    void aWaiverForOneObjectNeverCoversSomethingElse() {
        String both = "expr: minor < 30 && pki.files.all(f, within(f.mode, \"0600\"))";
        Finding finding = judge(both, files(file("/a", "0644")), of("/a"));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.evidence()).extracting(Evidence::fact).containsExactly("minor");
        String counted = "expr: size(pki.files.filter(f, !within(f.mode, \"0600\"))) == 0";
        assertThat(judge(counted, files(file("/a", "0644"), file("/b", "0644")), of("/a"))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        String either = "expr: minor < 30 || pki.files.all(f, within(f.mode, \"0600\"))";
        assertThat(judge(either, files(file("/a", "0644")), of("/a")).verdict()).isEqualTo(Verdict.WAIVED);
        assertThat(judge(either, files(file("/a", "0644"), file("/b", "0644")), of("/a"))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        String negated = "expr: \"!pki.files.exists(f, !within(f.mode, '0600'))\"";
        assertThat(judge(negated, files(file("/a", "0644")), of("/a")).verdict())
                .isEqualTo(Verdict.WAIVED);
        assertThat(judge(negated, files(file("/a", "0644"), file("/b", "0644")), of("/a"))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        Group unsure =
                facts("pki", group("files", many("/pki", file("/a", "0644"), Sample.item("/b", unknown("x", "/b")))));
        assertThat(judge(FILES, unsure, of("/a")).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void theObjectMayBeNamedByTheSource() {
        Group facts = facts("live", known(false, "/etc/x.yaml:3"));
        assertThat(judge("expr: live", facts, of("/etc/x.yaml")).verdict()).isEqualTo(Verdict.WAIVED);
        assertThat(judge("expr: live", facts, of("/etc/y.yaml")).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void theObjectMayBeOneOfSeveralInstances() {
        String control = "for: one in pki.files\nexpr: within(one.mode, \"0600\")";
        Group facts = files(file("/a", "0644"), file("/b", "0600"));
        assertThat(judge(control, facts, of("/a")).verdict()).isEqualTo(Verdict.WAIVED);
        assertThat(judge(control, facts, of("/b")).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void anExpiredWaiverOfAnObjectIsToldWhereItMatters() {
        Group facts = files(file("/a", "0644"));
        assertThat(judge(FILES, facts, waiver("2026-01-01", "/a")).reason())
                .endsWith("The waiver of ops expired on 2026-01-01.");
        assertThat(judge(FILES, facts, waiver("2026-01-01", "/b")).reason()).isEqualTo("It is not well");
    }

    @Test
    void ofSeveralWaiversTheFirstToExpireIsShown() {
        Finding finding =
                judge(FILES, files(file("/a", "0644"), file("/b", "0644")), of("/a"), waiver("2026-07-01", "/b"));
        assertThat(finding.waiver()).isEqualTo(waiver("2026-07-01", "/b"));
    }
}
