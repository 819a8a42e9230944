package io.nodeward.agent.audit;

import io.nodeward.agent.config.Config;
import java.time.InstantSource;
import java.util.List;

/**
 * What to audit and by what.
 *
 * @param root the directory that is the host's {@code /}
 * @param offline whether nothing may be asked of running components
 * @param baselines ids
 * @param controls patterns of control ids; empty means all
 * @param config where local baselines and waivers lie
 * @param clock by which certificates and waivers expire, and when the report says that it was made
 */
public record Request(
        String root,
        boolean offline,
        List<String> baselines,
        List<String> controls,
        Config config,
        InstantSource clock) {
    public Request {
        baselines = List.copyOf(baselines);
        controls = List.copyOf(controls);
    }
}
