package io.nodeward.agent.command.encryption;

import io.nodeward.agent.command.Options;
import io.nodeward.agent.console.Console;
import io.nodeward.secrets.encryption.change.ChangeObserver;
import io.nodeward.secrets.encryption.rewrite.Progress;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Tells a person how a change goes: a line for each step, and one that is drawn over while it takes time. */
final class ChangeText implements ChangeObserver {

    private static final String CLEAR = "\r\033[K";

    private final Console console;
    private final boolean quiet;
    private final boolean draws;

    ChangeText(Console console, Options options) {
        this.console = console;
        this.quiet = options.has("--quiet");
        this.draws = !quiet && console.progress(options.value("--progress", "auto"));
    }

    @Override
    public void begins(String step, String sentence) {
        if (draws) {
            console.draw(CLEAR + step + ": " + sentence + "…");
        }
    }

    @Override
    public void done(String step, String sentence) {
        say(step + ": " + sentence);
    }

    @Override
    public void waiting(List<ServerConvergence> servers) {
        for (ServerConvergence server : servers) {
            if (server.state() != ServerConvergence.State.LOADED) {
                say("  waiting for " + server);
            }
        }
    }

    @Override
    public void rewriting(Progress progress) {
        if (draws) {
            console.draw(CLEAR
                    + String.format(
                            Locale.ROOT,
                            "rewrite: %s: %d of %d, %.0f/s%s",
                            progress.resource(),
                            progress.counts().done() + progress.counts().skipped(),
                            progress.total(),
                            progress.perSecond(),
                            progress.remaining().map(ChangeText::left).orElse("")));
        }
    }

    private static String left(Duration duration) {
        return ", " + duration.toSeconds() + " s left";
    }

    @Override
    public void proving(long objects) {
        if (draws) {
            console.draw(CLEAR + "proof: " + objects + " objects read");
        }
    }

    @Override
    public void note(String sentence) {
        say("  " + sentence);
    }

    private void say(String line) {
        if (!quiet) {
            console.say((draws ? CLEAR : "") + line);
        }
    }
}
