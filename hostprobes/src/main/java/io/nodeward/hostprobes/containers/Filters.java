package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.confinement.SeccompJudgement;
import io.nodeward.hostprobes.confinement.SeccompProfile;
import io.nodeward.hostprobes.containers.Specifications.Specification;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import java.util.HashMap;
import java.util.Map;

/**
 * What the seccomp filters of containers leave open, by the specifications that they were started from: the kernel does
 * not show what is in a filter. Nearly all containers have one of a few, so that each is read once. Not safe for several
 * threads.
 */
final class Filters {

    private final Map<String, Known[]> known = new HashMap<>();

    void facts(Group.Builder group, Specification specification) {
        String text = JsonText.value(specification.text(), "linux", "seccomp");
        if (text == null) {
            return;
        }
        Known[] facts = known.get(text);
        if (facts == null) {
            facts = judged(text, specification.path());
            known.put(text, facts);
        }
        if (facts.length > 0) {
            group.put("crypto_sockets", facts[0].value(), specification.path());
            group.put("dangerous_calls", facts[1].value(), specification.path());
        }
    }

    private static Known[] judged(String text, String source) {
        SeccompProfile profile = SeccompProfile.of(text);
        if (!profile.problem().isEmpty() || profile.disabled()) {
            return new Known[0];
        }
        SeccompJudgement judged = SeccompJudgement.of(profile);
        return new Known[] {new Known(judged.cryptoSockets(), source), new Known(judged.dangerous(), source)};
    }
}
