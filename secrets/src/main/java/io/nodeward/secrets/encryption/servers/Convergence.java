package io.nodeward.secrets.encryption.servers;

import io.nodeward.secrets.encryption.servers.ServerConvergence.State;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Whether every API server uses one encryption configuration. A server that is away, or of which it is not known, counts
 * as one that does not; none is left out.
 */
public final class Convergence {
    private static final Duration POLL = Duration.ofSeconds(1);
    /** How exactly a process knows when it started, and clocks of two hosts agree. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final List<KubeApi> servers;
    private final ExpectedConfig expected;

    public Convergence(List<KubeApi> servers, ExpectedConfig expected) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no servers");
        }
        this.servers = List.copyOf(servers);
        this.expected = expected;
    }

    /** Asks all servers at once and returns what is known of each, in their order. */
    public List<ServerConvergence> look() throws InterruptedException {
        List<Observed> observed = observe();
        return observed.stream().map(it -> judge(it, observed)).toList();
    }

    /**
     * Looks each second until all servers have loaded the configuration. Also waits for servers that refuse to answer: one
     * that starts knows nobody's rights at first.
     *
     * @param limit a server that polls its file does so each minute, and takes some seconds to load it
     * @param progress told whenever something has changed, on this thread
     * @throws KubeException of kind {@link Kind#NOT_CONVERGED} with every server that has not, and why
     */
    public void await(Duration limit, Consumer<List<ServerConvergence>> progress)
            throws KubeException, InterruptedException {
        long start = System.nanoTime();
        List<ServerConvergence> told = List.of();
        while (true) {
            List<ServerConvergence> now = look();
            if (!now.equals(told)) {
                progress.accept(now);
                told = now;
            }
            List<ServerConvergence> lacking =
                    now.stream().filter(it -> it.state() != State.LOADED).toList();
            if (lacking.isEmpty()) {
                return;
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new KubeException(Kind.NOT_CONVERGED, describe(lacking, limit));
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private sealed interface Observed {
        record Answered(URI server, ServerState state) implements Observed {}

        record Failed(URI server, String why) implements Observed {}
    }

    private List<Observed> observe() throws InterruptedException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Observed> observed = new ArrayList<>();
            for (Future<Observed> future : threads.invokeAll(servers.stream()
                    .<Callable<Observed>>map(api -> () -> observe(api))
                    .toList())) {
                observed.add(future.get());
            }
            return observed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an API server could not be observed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Observed observe(KubeApi api) throws InterruptedException {
        try {
            return new Observed.Answered(api.server(), ServerProbe.observe(api));
        } catch (KubeException e) {
            return new Observed.Failed(api.server(), String.valueOf(e.getMessage()));
        }
    }

    private ServerConvergence judge(Observed observed, List<Observed> all) {
        return switch (observed) {
            case Observed.Failed(URI server, String why) -> unknown(server, "does not answer: " + why);
            case Observed.Answered(URI server, ServerState state) ->
                all.stream()
                        .flatMap(it -> it instanceof Observed.Answered other ? Stream.of(other.state()) : Stream.of())
                        .filter(it -> !it.server().equals(server) && it.isSameProcess(state))
                        .findFirst()
                        .map(it -> unknown(
                                server,
                                "is the same server as " + it.server() + ": name each server by its own address"))
                        .orElseGet(() -> judge(server, state));
        };
    }

    private ServerConvergence judge(URI server, ServerState state) {
        if (!state.ready()) {
            return unknown(server, "is not ready: " + state.notReady());
        }
        if (state.metricsProblem().isPresent()) {
            return unknown(
                    server,
                    "does not show its metrics: " + state.metricsProblem().get());
        }
        if (state.loadedHash().isPresent()) {
            String loaded = state.loadedHash().get();
            return loaded.equals(expected.hash())
                    ? new ServerConvergence(server, State.LOADED, "has loaded it")
                    : new ServerConvergence(
                            server,
                            State.STALE,
                            "has loaded another configuration, " + ExpectedConfig.brief(loaded) + failures(state));
        }
        if (state.tellsLoadedHash()) {
            return unknown(
                    server,
                    "does not tell what it has loaded: it runs without --encryption-provider-config, or with "
                            + Metrics.LOADED + " disabled");
        }
        if (state.startedAt().isPresent()
                && state.startedAt().get().isAfter(expected.writtenAt().plus(MARGIN))) {
            return new ServerConvergence(
                    server, State.LOADED, "was started after the file was written (" + state.version() + ")");
        }
        return unknown(
                server,
                "is of " + state.version() + " and does not tell what it has loaded: it has to be restarted"
                        + failures(state));
    }

    private static String failures(ServerState state) {
        return state.reloads().failures() == 0
                ? ""
                : " (" + state.reloads().failures() + " automatic reloads failed; its log says why)";
    }

    private static ServerConvergence unknown(URI server, String reason) {
        return new ServerConvergence(server, State.UNKNOWN, reason);
    }

    private String describe(List<ServerConvergence> lacking, Duration limit) {
        StringBuilder text = new StringBuilder("after ")
                .append(limit.toSeconds())
                .append(" s not every API server uses the configuration ")
                .append(ExpectedConfig.brief(expected.hash()));
        lacking.forEach(it -> text.append("\n  ").append(it));
        return text.toString();
    }
}
