package io.nodeward.agent.audit;

import io.nodeward.agent.config.Config;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What to audit and by what.
 *
 * @param root the directory that is the host's {@code /}
 * @param offline whether nothing may be asked of running components
 * @param baselines ids
 * @param controls patterns of control ids; empty means all
 * @param config where local baselines and waivers lie
 * @param progress is told how many files were looked at, by another thread than the caller's, while the disk is walked over
 * @param clock by which certificates and waivers expire, and when the report says that it was made
 */
public record Request(
        String root,
        boolean offline,
        List<String> baselines,
        List<String> controls,
        Config config,
        InstantSource clock,
        LongConsumer progress) {

    /** For callers that show no progress. */
    public Request(
            String root,
            boolean offline,
            List<String> baselines,
            List<String> controls,
            Config config,
            InstantSource clock) {
        this(root, offline, baselines, controls, config, clock, _ -> {});
    }

    public Request {
        baselines = List.copyOf(baselines);
        controls = List.copyOf(controls);
    }
}
