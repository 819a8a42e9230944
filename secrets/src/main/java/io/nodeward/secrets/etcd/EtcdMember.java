package io.nodeward.secrets.etcd;

import java.util.List;

/**
 * One member as the cluster knows it.
 *
 * @param id the member's number, unsigned; shown in hexadecimal as etcdctl does
 * @param name empty for a member that was added and has not started yet
 * @param clientUrls where it says that clients reach it; text, since another's configuration wrote it
 * @param learner receives everything and has no vote
 */
public record EtcdMember(long id, String name, List<String> clientUrls, boolean learner) {
    public EtcdMember {
        clientUrls = List.copyOf(clientUrls);
    }

    /** How a person knows it. */
    public String label() {
        return name.isEmpty() ? Long.toHexString(id) : name;
    }
}
