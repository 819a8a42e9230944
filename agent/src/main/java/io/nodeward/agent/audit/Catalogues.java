package io.nodeward.agent.audit;

import io.nodeward.agent.config.Config;
import io.nodeward.agent.config.Trusted;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Waivers;
import io.nodeward.profiles.local.LocalControls;
import io.nodeward.profiles.local.WaiverFiles;
import java.io.IOException;
import java.nio.file.Path;

/** All controls that this host judges by, the built-in ones and its own, and what its administrators accept. */
public final class Catalogues {

    private Catalogues() {}

    /** Loads the controls. */
    public static Catalogue load(Config.Audit config) {
        Path directory = Path.of(config.baselinesDirectory());
        try {
            return LocalControls.load(directory, Trusted.now(), Catalogue.builtIn(), Schema::builtIn);
        } catch (ProblemsException e) {
            throw refused(
                    "local controls", "mend the files, or move them out of " + Plain.line(directory.toString()), e);
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** Loads the waivers that count for a host. */
    static Waivers waivers(Config.Audit config, String host, Catalogue catalogue) {
        Path directory = Path.of(config.waiversDirectory());
        try {
            return WaiverFiles.load(directory, Trusted.now(), host, catalogue);
        } catch (ProblemsException e) {
            throw refused("waivers", "mend the files, or move them out of " + Plain.line(directory.toString()), e);
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static Failure refused(String what, String hint, ProblemsException e) {
        int count = e.problems().size();
        StringBuilder all = new StringBuilder(count == 1 ? "a mistake" : count + " mistakes")
                .append(" in the ")
                .append(what);
        for (Problem problem : e.problems()) {
            all.append("\n  ").append(Plain.line(problem.toString(), 500));
        }
        return Failure.usage(all.toString(), hint);
    }

    private static Failure unreadable(Path directory, IOException e) {
        return Failure.unable(
                "cannot read " + Plain.line(directory.toString()),
                "run as root, or name other directories in the configuration",
                e);
    }
}
