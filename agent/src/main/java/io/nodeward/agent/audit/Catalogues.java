package io.nodeward.agent.audit;

import io.nodeward.agent.config.Config;
import io.nodeward.agent.config.Trusted;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.report.Report;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.Problem;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Waivers;
import io.nodeward.profiles.local.LocalControls;
import io.nodeward.profiles.local.WaiverFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** All controls that this host judges by, the built-in ones and its own, and what its administrators accept. */
public final class Catalogues {

    private static final String CONFIGURATION = "configuration";
    private static final String LOCAL_CONTROLS = "local controls";

    private Catalogues() {}

    /** Whether all that this host is to be judged by was read; without, an audit shows nothing to hold. */
    public static boolean complete(Report report) {
        for (Report.Gap gap : report.errors()) {
            if (gap.probe().equals(CONFIGURATION) || gap.probe().equals(LOCAL_CONTROLS)) {
                return false;
            }
        }
        return true;
    }

    /** Says that the configuration may not be read. */
    public static void unread(Config config, List<Report.Gap> gaps) {
        String file = config.unread();
        if (file != null) {
            gaps.add(new Report.Gap(CONFIGURATION, file, "permission denied; the defaults stand in for it"));
        }
    }

    /**
     * Loads the controls.
     *
     * @param gaps takes what this user may not read: then the built-in controls are all there is
     */
    public static Catalogue load(Config.Audit config, Catalogue builtIn, List<Report.Gap> gaps) {
        Path directory = Path.of(config.baselinesDirectory());
        try {
            return LocalControls.load(directory, Trusted.now(), builtIn, Schema::builtIn);
        } catch (ProblemsException e) {
            throw refused(
                    "local controls", "mend the files, or move them out of " + Plain.line(directory.toString()), e);
        } catch (AccessDeniedException e) {
            gaps.add(new Report.Gap(
                    LOCAL_CONTROLS, place(e, directory), "permission denied; this host's own controls are not judged"));
            return builtIn;
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** Loads the waivers that count for a host; none where this user may not read them. */
    static Waivers waivers(Config.Audit config, String host, Catalogue catalogue, List<Report.Gap> gaps) {
        Path directory = Path.of(config.waiversDirectory());
        try {
            return WaiverFiles.load(directory, Trusted.now(), host, catalogue);
        } catch (ProblemsException e) {
            throw refused("waivers", "mend the files, or move them out of " + Plain.line(directory.toString()), e);
        } catch (AccessDeniedException e) {
            gaps.add(new Report.Gap(
                    "waivers",
                    place(e, directory),
                    "permission denied; findings that were accepted are shown as failed"));
            return Waivers.none();
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

    private static String place(AccessDeniedException e, Path directory) {
        return e.getFile() == null ? directory.toString() : e.getFile();
    }

    private static Failure unreadable(Path directory, IOException e) {
        return Failure.unable(
                "cannot read " + Plain.line(directory.toString())
                        + (e instanceof NotDirectoryException ? ": it is not a directory" : ""),
                "name other directories in the configuration",
                e);
    }
}
