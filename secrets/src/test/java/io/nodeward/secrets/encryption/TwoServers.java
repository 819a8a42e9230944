package io.nodeward.secrets.encryption;

import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Testbed;
import java.util.regex.Pattern;

/**
 * Two API servers on one etcd that both read with the keys {@code one} and {@code two}; the first writes with
 * {@code one}, the second with {@code two}. To each, what the other wrote is stale.
 */
public final class TwoServers implements AutoCloseable {
    private final Etcd etcd;
    private final ApiServer first;
    private final ApiServer second;
    private final KubeApi one;
    private final KubeApi two;

    /** @param resources that are encrypted, as in the configuration */
    public TwoServers(Testbed bed, String resources) throws KubeException {
        EncryptionFile file = new EncryptionFile(bed.directory().resolve("one")).secretbox(resources, "one", "two");
        EncryptionFile other = file.copyTo(bed.directory().resolve("two")).secretbox(resources, "two", "one");
        etcd = bed.etcd();
        first = bed.apiServer(bed.controlPlane(), etcd).encryption(file.path()).start();
        second =
                bed.apiServer(bed.controlPlane(), etcd).encryption(other.path()).start();
        one = Kubeconfig.read(first.kubeconfig()).open();
        two = Kubeconfig.read(second.kubeconfig()).open();
    }

    public ApiServer first() {
        return first;
    }

    public ApiServer second() {
        return second;
    }

    public KubeApi one() {
        return one;
    }

    public KubeApi two() {
        return two;
    }

    /** How many objects are stored with a key, of those whose etcd keys begin so, e.g. {@code secrets/default/}. */
    public long stored(String prefix, String key) {
        String values = etcd.etcdctl("get", "--prefix", "/registry/" + prefix, "--print-value-only");
        return Pattern.compile("k8s:enc:secretbox:v1:" + key + ":")
                .matcher(values)
                .results()
                .count();
    }

    @Override
    public void close() {
        one.close();
        two.close();
    }
}
