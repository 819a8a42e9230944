package io.nodeward.agent.config;

import io.nodeward.profiles.Severity;
import io.nodeward.profiles.authoring.CatalogueCompiler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file says, defaults filled in. Immutable.
 *
 * @param audit the section {@code audit}
 * @param unread the usual file, where it is there and may not be read, so that defaults stand in for it; else null
 */
public record Config(Audit audit, @Nullable String unread) {

    public Config(Audit audit) {
        this(audit, null);
    }

    /** What holds without a configuration file. */
    public static Config defaults() {
        return new Config(new Audit(
                List.of("node-default", CatalogueCompiler.LOCAL),
                Severity.HIGH,
                false,
                false,
                "/etc/nodeward/baselines.d",
                "/etc/nodeward/waivers.d"));
    }

    /**
     * How to judge.
     *
     * @param baselines ids of those to judge by
     * @param failOn the least severity that makes an audit fail
     * @param unknownOk whether what cannot be found out lets an audit pass
     * @param offline whether nothing may be asked of running components
     * @param baselinesDirectory holds local controls
     * @param waiversDirectory holds accepted findings
     */
    public record Audit(
            List<String> baselines,
            Severity failOn,
            boolean unknownOk,
            boolean offline,
            String baselinesDirectory,
            String waiversDirectory) {
        public Audit {
            baselines = List.copyOf(baselines);
        }
    }
}
