package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One question that is under way on a thread of its own: TLS takes the Java runtime longer to load than all probes
 * together take.
 */
final class Asking {

    private final Question question;
    private final Deadline deadline = new Deadline();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<List<Credential>> others = new CompletableFuture<>();
    private @Nullable Socket socket;
    private boolean over;

    private Asking(Question question) {
        this.question = question;
    }

    static Asking start(HostRoot root, Question question) {
        Asking asking = new Asking(question);
        Thread thread = new Thread(() -> asking.run(root), "asking " + question.server());
        thread.setDaemon(true);
        thread.start();
        return asking;
    }

    private void run(HostRoot root) {
        try {
            answer.complete(new KubeletClient(root, question, this).ask());
        } catch (RuntimeException | Error e) {
            // not its message: it may hold what the server sent
            answer.complete(Answer.refused("could not be asked: " + e.getClass().getSimpleName()));
        }
    }

    Question question() {
        return question;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Further credentials that came to light after the start. */
    void offer(List<Credential> credentials) {
        others.complete(credentials);
    }

    /** Waits for the further credentials, for as long as there is time. */
    List<Credential> others() {
        try {
            return others.get(Math.max(0, deadline.left()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Takes a socket into care, which is closed when time is up, whatever its user is doing then. */
    synchronized void guard(Socket opened) throws IOException {
        socket = opened;
        if (over) {
            opened.close();
        }
    }

    /** The answer; the question is over after this. */
    Answer await() {
        // nobody will offer any more
        offer(List.of());
        try {
            return answer.get(Math.max(0, deadline.left()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Answer.refused("did not answer within " + Deadline.SECONDS + " seconds");
        } catch (ExecutionException e) {
            return Answer.refused("could not be asked");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.refused("could not be asked: interrupted");
        } finally {
            end();
        }
    }

    private synchronized void end() {
        over = true;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more either way
            }
        }
    }
}
