package io.nodeward.secrets.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open connection to every endpoint of an etcd cluster. Calls that any member can answer go to one endpoint after the
 * other until one answers. Safe for many threads; {@link #close()} ends all calls.
 */
public final class EtcdCluster implements AutoCloseable {
    /** For what is answered from memory. */
    static final Duration SHORT = Duration.ofSeconds(5);

    /** Of TLS, beside the thread that parses. */
    private static final int THREADS = 2;

    private static final Duration COMPACTION = Duration.ofMinutes(2);

    private final @Nullable SslContext tls;
    private final EventLoopGroup loops;
    private final List<Endpoint> endpoints;
    /** The index of the endpoint that answered last. */
    private volatile int answering;

    /** The id of the cluster that answered first; 0 before that. */
    private long cluster;

    /** Members that are at none of the endpoints are asked at their own URLs. */
    private final Map<URI, Endpoint> further = new LinkedHashMap<>();

    EtcdCluster(EtcdConnection connection, @Nullable SslContext tls) {
        this.tls = tls;
        this.loops = new MultiThreadIoEventLoopGroup(
                THREADS, Thread.ofPlatform().daemon().name("etcd-", 0).factory(), NioIoHandler.newFactory());
        this.endpoints = connection.endpoints().stream()
                .map(url -> new Endpoint(url, tls, loops))
                .toList();
    }

    /**
     * Reads the files of the connection. Nothing is sent before the first call.
     *
     * @throws EtcdException of kind {@code CONFIGURATION}, naming the file that cannot be used
     */
    public static EtcdCluster open(EtcdConnection connection) throws EtcdException {
        boolean secure = EtcdConnection.isTls(connection.endpoints().getFirst());
        return new EtcdCluster(connection, secure ? ClientTls.context(connection) : null);
    }

    /** All members, whether they are up or not, as the first one that answers knows them. */
    public List<EtcdMember> members() throws EtcdException {
        return anyOf(EtcdCluster::members);
    }

    /**
     * Asks every member by itself. A member that does not answer is in the result, as long as one does; without a quorum
     * too.
     */
    public ClusterHealth health() throws EtcdException {
        return new HealthCheck(this).run();
    }

    /**
     * The revision of the newest write, as a quorum knows it.
     *
     * @param readable a key that the user may read; it need not exist
     */
    public long revision(String readable) throws EtcdException {
        return anyOf(endpoint -> revision(endpoint, readable));
    }

    /**
     * Hands over every key of a range as it was at one revision, with what {@code reader} takes of its value. Several
     * threads read at once, one for each consumer: a consumer gets a part of the keys, in their order and in one thread, and
     * is not used any more when this returns. Memory does not grow with the range. Other endpoints step in for one that
     * goes away.
     *
     * @throws EtcdException also of kind {@code COMPACTED}, when the revision is compacted away meanwhile. What was handed
     *     over until an exception is a part only; without one it is what etcd counts in the range
     */
    public <T> void scan(KeyRange range, long revision, ValueReader<T> reader, List<? extends KeyConsumer<T>> consumers)
            throws EtcdException {
        RangeCutter cutter = new RangeCutter(this, range, revision);
        SideBySide.run(consumers, consumer -> {
            RangeScan<T> scan = new RangeScan<>(this, reader, revision);
            for (var piece = cutter.next(scan.pageKeys()); piece.isPresent(); piece = cutter.next(scan.pageKeys())) {
                scan.read(piece.get().range(), piece.get().count(), consumer);
            }
        });
    }

    /** Counts a range as it was at one revision, and names its first keys. */
    public KeyNames names(KeyRange range, long revision, int atMost) throws EtcdException {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(range.from())
                .setRangeEnd(range.to())
                .setRevision(revision)
                .setKeysOnly(true)
                .setLimit(atMost)
                .build();
        RangeResponse answer = anyOf(endpoint -> {
            RangeResponse part = endpoint.keys(SHORT, "read the names of keys", stub -> stub.range(request));
            requireSameCluster(part.getHeader().getClusterId(), endpoint);
            return part;
        });
        return new KeyNames(
                answer.getCount(),
                answer.getKvsList().stream().map(KeyValue::getKey).toList());
    }

    /**
     * Gives up all values that were overwritten or deleted before a revision, and waits until that is done. Their bytes
     * stay in the file until it is defragmented or the pages are used again.
     *
     * @return whether there was anything to do; not if it was compacted to there already
     */
    public boolean compact(long revision) throws EtcdException {
        try {
            anyOf(endpoint -> endpoint.keys(
                    COMPACTION,
                    "compact",
                    stub -> stub.compact(CompactionRequest.newBuilder()
                            .setRevision(revision)
                            .setPhysical(true)
                            .build())));
            return true;
        } catch (EtcdException e) {
            if (e.kind() == Kind.COMPACTED) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Has every member write its database anew, so that what was compacted away is gone from the disk too: one at a time,
     * the leader last, each when the one before is healthy again.
     *
     * @param interruptionAccepted whether etcd may answer nobody meanwhile, as it must where one member alone is a quorum
     * @throws EtcdException of kind {@code UNSAFE}, before a member is touched, when the others are no quorum without it or
     *     when a member stays unhealthy for a minute
     */
    public List<DefragmentedMember> defragment(boolean interruptionAccepted) throws EtcdException {
        return new Defragmentation(this, interruptionAccepted).run();
    }

    /** Where a member answers. */
    Endpoint at(EtcdMember member) throws EtcdException {
        for (Endpoint endpoint : endpoints) {
            if (isAt(member, endpoint)) {
                return endpoint;
            }
        }
        for (String text : member.clientUrls()) {
            Endpoint endpoint = further(text);
            if (endpoint != null && isAt(member, endpoint)) {
                return endpoint;
            }
        }
        throw new EtcdException(Kind.UNREACHABLE, "member " + member.label() + " of etcd does not answer");
    }

    private static boolean isAt(EtcdMember member, Endpoint endpoint) throws EtcdException {
        try {
            return status(endpoint).getHeader().getMemberId() == member.id();
        } catch (EtcdException e) {
            if (e.kind() == Kind.INTERRUPTED) {
                throw e;
            }
            return false;
        }
    }

    /** A URL that none of the given endpoints has; null if it is of no use. */
    @Nullable Endpoint further(String text) {
        try {
            URI url = EtcdConnection.url(text);
            if (EtcdConnection.isTls(url) != (tls != null)) {
                return null; // what is encrypted elsewhere is not sent in the clear
            }
            synchronized (further) {
                return further.computeIfAbsent(url, it -> new Endpoint(it, tls, loops));
            }
        } catch (EtcdException e) {
            return null;
        }
    }

    @Override
    public void close() {
        List<Endpoint> all = new ArrayList<>(endpoints);
        synchronized (further) {
            all.addAll(further.values());
        }
        all.forEach(Endpoint::close);
        all.forEach(Endpoint::awaitEnd); // which still needs the loops
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** What one endpoint does. */
    interface Call<T> {
        T at(Endpoint endpoint) throws EtcdException;
    }

    /** The endpoint that answered last is asked first; if none can be reached, all of them are named. */
    <T> T anyOf(Call<T> call) throws EtcdException {
        List<EtcdException> failures = new ArrayList<>();
        int first = answering;
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            try {
                T answer = call.at(endpoints.get(index));
                answering = index;
                return answer;
            } catch (EtcdException e) {
                if (e.kind() != Kind.UNREACHABLE && e.kind() != Kind.NO_QUORUM) {
                    throw e;
                }
                failures.add(e);
            }
        }
        EtcdException failure = failures.getFirst();
        if (failures.size() == 1) {
            throw failure;
        }
        StringBuilder all = new StringBuilder("no etcd endpoint answers");
        failures.forEach(e -> all.append("; ").append(e.getMessage()));
        throw new EtcdException(failure.kind(), all.toString(), failure);
    }

    /** etcd lets this read wait until the member has what the leader has. */
    long revision(Endpoint endpoint, String key) throws EtcdException {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setCountOnly(true)
                .build();
        ResponseHeader header = endpoint.keys(SHORT, "read the revision", stub -> stub.range(request))
                .getHeader();
        requireSameCluster(header.getClusterId(), endpoint);
        return header.getRevision();
    }

    /** Answers of two clusters must not be put together. */
    void requireSameCluster(long id, Endpoint endpoint) throws EtcdException {
        synchronized (further) {
            if (cluster == 0) {
                cluster = id;
            }
            if (cluster != id) {
                throw new EtcdException(
                        Kind.BAD_ANSWER,
                        "etcd " + endpoint + " is of another cluster than the endpoints that answered before it ("
                                + Long.toHexString(id) + ", " + Long.toHexString(cluster)
                                + "); name endpoints of one cluster only");
            }
        }
    }

    private static List<EtcdMember> members(Endpoint endpoint) throws EtcdException {
        return endpoint
                .cluster(SHORT, "list the members", stub -> stub.memberList(MemberListRequest.getDefaultInstance()))
                .getMembersList()
                .stream()
                .map(member -> new EtcdMember(
                        member.getID(), member.getName(), member.getClientURLsList(), member.getIsLearner()))
                .toList();
    }

    static StatusResponse status(Endpoint endpoint) throws EtcdException {
        return endpoint.maintenance(SHORT, "read the status", stub -> stub.status(StatusRequest.getDefaultInstance()));
    }
}
