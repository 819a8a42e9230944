package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.confinement.SeccompJudgement;
import io.nodeward.hostprobes.confinement.SeccompProfile;
import io.nodeward.hostprobes.confinement.Unknowns;
import io.nodeward.hostprobes.containers.Specifications.Specification;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import java.util.HashMap;
import java.util.Map;

/**
 * What the seccomp filters of containers leave open, by the specifications that they were started from: the kernel does
 * not show what is in a filter. Nearly all containers have one of a few, so that each is read once. Not safe for several
 * threads.
 */
final class Filters {

    private final Map<String, Known[]> known = new HashMap<>();

    /**
     * Adds what is open.
     *
     * @param filtered whether the kernel has a filter for all its processes
     * @param expected whether it is nobody's fault when nothing shows what is in it
     */
    void facts(Group.Builder group, Read<Specification> read, boolean filtered, boolean expected) {
        if (!filtered) {
            none(group, new Unknown("it has no filter", "seccomp", true));
        } else if (read instanceof Read.Found<Specification>(Specification specification)) {
            String text = JsonText.value(specification.text(), "linux", "seccomp");
            Known[] facts = text == null ? new Known[0] : known.computeIfAbsent(text, Filters::judged);
            if (facts.length == 0) {
                none(group, new Unknown("shows no filter", specification.path(), expected));
            } else {
                group.put("crypto_sockets", facts[0].value(), specification.path());
                group.put("dangerous_calls", facts[1].value(), specification.path());
            }
        } else {
            none(group, Unknowns.of(read, "has no specification that shows the filter", expected));
        }
    }

    private static void none(Group.Builder group, Unknown why) {
        group.put("crypto_sockets", why).put("dangerous_calls", why);
    }

    private static Known[] judged(String text) {
        SeccompProfile profile = SeccompProfile.of(text);
        if (!profile.problem().isEmpty() || profile.disabled()) {
            return new Known[0];
        }
        SeccompJudgement judged = SeccompJudgement.of(profile);
        return new Known[] {new Known(judged.cryptoSockets(), "seccomp"), new Known(judged.dangerous(), "seccomp")};
    }
}
