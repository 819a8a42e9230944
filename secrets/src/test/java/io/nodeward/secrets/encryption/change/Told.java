package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.rewrite.Progress;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import java.time.Instant;
import java.util.List;

/** Says in a test's output how a change goes. */
final class Told implements ChangeObserver {

    @Override
    public void begins(String step, String sentence) {
        say(step + ": " + sentence);
    }

    @Override
    public void done(String step, String sentence) {
        say(step + ": " + sentence);
    }

    @Override
    public void waiting(List<ServerConvergence> servers) {
        servers.forEach(server -> say(server.toString()));
    }

    @Override
    public void rewriting(Progress progress) {}

    @Override
    public void proving(long objects) {}

    @Override
    public void note(String sentence) {
        say(sentence);
    }

    private static void say(String line) {
        System.out.println(Instant.now() + " " + line);
    }
}
