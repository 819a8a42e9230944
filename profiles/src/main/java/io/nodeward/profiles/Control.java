package io.nodeward.profiles;

import java.util.List;
import java.util.SequencedMap;

/**
 * A rule over facts with everything that a person needs to know of it. Immutable.
 *
 * @param id unique: {@code kubelet-anonymous-auth}
 * @param title the hardened state, in a sentence
 * @param why what could happen otherwise
 * @param refs by benchmark, the requirements that it answers
 * @param links sources of the rule
 * @param reads names of the top-level facts that its rule and its sentences read
 * @param local whether it comes from this host's own files
 */
public record Control(
        String id,
        String title,
        Severity severity,
        Rule rule,
        String why,
        Remedy remedy,
        SequencedMap<String, List<String>> refs,
        List<String> links,
        List<String> reads,
        boolean local) {}
