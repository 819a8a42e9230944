package io.nodeward.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A running etcd of several members, each with its own data and all with the certificates of one tree. */
public final class EtcdCluster {
    private final List<Etcd> members;

    private EtcdCluster(List<Etcd> members) {
        this.members = List.copyOf(members);
    }

    /** All members start at once: none is ready before most of them run. */
    static EtcdCluster start(Testbed bed, NodeTree tree, int size) {
        List<Etcd.Builder> builders = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        List<String> cluster = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            Etcd.Builder builder = bed.etcd(tree).flag("name", "m" + i);
            builders.add(builder);
            peers.add(builder.peerUrl());
            cluster.add("m" + i + "=" + peers.getLast());
        }
        List<Future<Etcd>> starting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < size; i++) {
                Etcd.Builder builder = builders.get(i);
                String peer = peers.get(i);
                Testbed.Place place = bed.place("etcd");
                starting.add(threads.submit(() -> builder.start(String.join(",", cluster), peer, place)));
            }
        }
        List<Etcd> members = new ArrayList<>();
        for (Future<Etcd> member : starting) {
            try {
                members.add(member.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TestbedException("interrupted while starting etcd", e);
            } catch (ExecutionException e) {
                throw new TestbedException("a member of etcd did not start: " + e.getCause(), e);
            }
        }
        return new EtcdCluster(members);
    }

    /** Its members, named m1, m2 and so on; each can be stopped and restarted. */
    public List<Etcd> members() {
        return members;
    }

    /** Where clients connect, one URL of each member. */
    public List<String> urls() {
        return members.stream().map(Etcd::url).toList();
    }
}
