package io.nodeward.agent.command;

import io.nodeward.agent.audit.Catalogues;
import io.nodeward.agent.config.Config;
import io.nodeward.agent.config.ConfigFile;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.report.Report;
import io.nodeward.agent.text.Plain;
import io.nodeward.profiles.Catalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a host is judged by, and what of that this user may not read. */
final class Judging {

    private Judging() {}

    /** The configuration; the defaults where this user may not read the usual file. */
    static Config config(Options options) {
        return ConfigFile.loadOrGoOn(options.value("--config"), Path.of(Specs.CONFIG_FILE));
    }

    /** The controls; says what is missing among them. */
    static Catalogue catalogue(Options options, Console console) {
        List<Report.Gap> gaps = new ArrayList<>();
        Config config = config(options);
        Catalogues.unread(config, gaps);
        Catalogue catalogue = Catalogues.load(config.audit(), Catalogue.builtIn(), gaps);
        say(gaps, console);
        return catalogue;
    }

    /** What to say of a directory that is empty. */
    static Failure noHost(Options options) {
        return Failure.unable(
                "cannot look at " + Plain.line(Specs.root(options)) + ": it is empty",
                "mount or unpack the host there first; --root takes the directory that is its /",
                null);
    }

    /** Says what could not be looked at, a line each. */
    static void say(List<Report.Gap> gaps, Console console) {
        for (Report.Gap gap : gaps) {
            console.say("nodeward: could not look: "
                    + Plain.line(gap.source() + ": " + gap.message() + " (" + gap.probe() + ")", 400));
        }
    }
}
