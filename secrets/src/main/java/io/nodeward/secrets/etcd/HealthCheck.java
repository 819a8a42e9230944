package io.nodeward.secrets.etcd;

import io.etcd.jetcd.api.StatusResponse;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import io.nodeward.secrets.etcd.MemberHealth.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks every member of a cluster how it is. */
final class HealthCheck {
    private final EtcdCluster cluster;
    /** URLs that did not answer, and why. */
    private final Map<String, EtcdException> silent = new LinkedHashMap<>();

    private final Set<Alarm> alarms = new LinkedHashSet<>();

    HealthCheck(EtcdCluster cluster) {
        this.cluster = cluster;
    }

    ClusterHealth run() throws EtcdException {
        List<EtcdMember> members = cluster.members();
        Map<Long, Endpoint> known = new LinkedHashMap<>();
        for (Endpoint endpoint : cluster.endpoints()) {
            try {
                known.putIfAbsent(EtcdCluster.status(endpoint).getHeader().getMemberId(), endpoint);
            } catch (EtcdException e) {
                if (e.kind() == Kind.INTERRUPTED) {
                    throw e;
                }
                silent.put(endpoint.url().toString(), e);
            }
        }
        List<MemberHealth> healths = new ArrayList<>();
        for (EtcdMember member : members) {
            Endpoint endpoint = known.get(member.id());
            healths.add(endpoint == null ? elsewhere(member) : health(member, endpoint));
        }
        return new ClusterHealth(healths, List.copyOf(alarms));
    }

    /** A member that none of the endpoints is: asked where it says that it listens. */
    private MemberHealth elsewhere(EtcdMember member) throws EtcdException {
        String problem = member.name().isEmpty()
                ? "it was added and has not started yet"
                : "it names no client URL that can be used";
        for (String text : member.clientUrls()) {
            EtcdException known = silent.get(text);
            if (known != null) {
                return new MemberHealth(member, text, Optional.of(known.getMessage()), Optional.empty());
            }
            Endpoint endpoint = cluster.further(text);
            if (endpoint == null) {
                continue;
            }
            MemberHealth health = health(member, endpoint);
            if (health.healthy()) {
                return health;
            }
            problem = health.problem().orElse(problem);
        }
        return new MemberHealth(member, String.join(",", member.clientUrls()), Optional.of(problem), Optional.empty());
    }

    private MemberHealth health(EtcdMember member, Endpoint endpoint) throws EtcdException {
        Optional<State> state = Optional.empty();
        Optional<String> problem = Optional.empty();
        try {
            StatusResponse status = EtcdCluster.status(endpoint);
            if (status.getHeader().getMemberId() != member.id()) {
                problem = Optional.of("another member answers at " + endpoint.url());
            } else {
                state = Optional.of(new State(
                        status.getVersion(),
                        status.getLeader(),
                        status.getRaftTerm(),
                        status.getRaftIndex(),
                        status.getRaftAppliedIndex(),
                        status.getDbSize(),
                        status.getDbSizeInUse()));
                status.getErrorsList().forEach(error -> Alarm.parse(error).ifPresent(alarms::add));
                if (!member.learner()) { // which answers no such reads
                    cluster.revision(endpoint, "health");
                }
            }
        } catch (EtcdException e) {
            switch (e.kind()) {
                case INTERRUPTED -> throw e;
                case PERMISSION_DENIED -> {} // it answers
                default -> problem = Optional.of(e.getMessage());
            }
        }
        return new MemberHealth(member, endpoint.url().toString(), problem, state);
    }
}
