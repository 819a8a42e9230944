package io.nodeward.agent.command.encryption;

import java.time.Duration;

/** Ctrl-C and SIGTERM end the step that is under way, and then the program, which says how to go on. */
final class Interruption {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Interruption() {}

    /** Interrupts a thread when the process is told to end, and waits until that thread has ended it. */
    static void on(Thread thread) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            thread.interrupt();
            try {
                thread.join(LONGEST);
            } catch (InterruptedException e) {
                // it ends either way
            }
        }));
    }
}
