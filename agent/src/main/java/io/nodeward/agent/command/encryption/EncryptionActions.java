package io.nodeward.agent.command.encryption;

import io.nodeward.agent.command.Options;
import io.nodeward.agent.console.Console;
import java.nio.file.Path;
import java.util.List;

/** The actions of {@code nodeward encryption}. */
public final class EncryptionActions {

    /** Their names, in the order of the help. */
    public static final List<String> NAMES =
            List.of("status", "enable", "rotate", "rewrite", "verify", "disable", "resume", "rollback");

    /** Where state is kept unless {@code --state-dir} says otherwise. */
    public static final String STATE = "/var/lib/nodeward";

    private EncryptionActions() {}

    static Path state(Options options) {
        return Path.of(options.value("--state-dir", STATE));
    }

    /** Does one and returns the exit code. */
    public static int run(String action, Options options, Console console) {
        return switch (action) {
            case "status" -> new StatusAction(options, console).run();
            case "verify" -> new VerifyAction(options, console).run();
            default -> new ChangeAction(options, console).run(action);
        };
    }
}
