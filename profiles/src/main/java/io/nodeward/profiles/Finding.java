package io.nodeward.profiles;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one control on one host.
 *
 * @param reason one sentence for a person
 * @param evidence the facts that decided, in the order in which they were looked at, each once
 * @param omitted how many more there are than {@code evidence} shows
 * @param remedy what to do on this host; empty for PASS and NOT_APPLICABLE
 * @param waiver who accepted it; null unless the verdict is WAIVED
 * @param expected for UNKNOWN: whether no evidence could have been there (an offline root was asked for something
 *     live), so that nobody is to blame; otherwise false
 */
public record Finding(
        Control control,
        Verdict verdict,
        String reason,
        List<Evidence> evidence,
        int omitted,
        String remedy,
        @Nullable Waiver waiver,
        boolean expected) {}
