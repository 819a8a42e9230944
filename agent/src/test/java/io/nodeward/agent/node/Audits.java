package io.nodeward.agent.node;

import io.nodeward.agent.audit.Auditor;
import io.nodeward.agent.audit.Request;
import io.nodeward.agent.config.Config;
import io.nodeward.agent.report.Report;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Audits of trees by all built-in controls. */
final class Audits {

    private Audits() {}

    static Report of(Path root) {
        return of(root, List.of());
    }

    /** @param controls patterns; none for all */
    static Report of(Path root, List<String> controls) {
        return Auditor.audit(
                new Request(root.toString(), true, List.of(), controls, Config.defaults(), InstantSource.system()));
    }
}
