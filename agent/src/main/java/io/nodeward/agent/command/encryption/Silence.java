package io.nodeward.agent.command.encryption;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Keeps libraries from writing to standard error by {@code java.util.logging}: what matters to a person is said by the
 * program itself. Named by {@code -Djava.util.logging.config.class}.
 */
public final class Silence {

    public Silence() {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
    }
}
