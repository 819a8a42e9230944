package io.nodeward.hostprobes.kubernetes.kubelet;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet that kubeadm has set up on a tree without the kubelet's unit. kubeadm's package brings a drop-in that reads
 * kubeadm's file of flags and one of the administrator; as long as kubeadm's file is there, such a drop-in is what the
 * kubelet is started by. (kubernetes/release: 10-kubeadm.conf of the deb and of the rpm package.)
 */
final class Kubeadm {

    static final String CONFIG = "/var/lib/kubelet/config.yaml";
    private static final String FLAGS = "/var/lib/kubelet/kubeadm-flags.env";
    private static final String DEBIAN = "/etc/default/kubelet";
    private static final String RED_HAT = "/etc/sysconfig/kubelet";
    private static final String DROP_IN = "10-kubeadm.conf";

    private static final String USUAL = "kubeadm's usual " + DROP_IN + " (no unit found)";

    private Kubeadm() {}

    /** Whether kubeadm has set up a kubelet here; Failed when that cannot be told. */
    static Read<Boolean> setUp(HostRoot root) {
        Read<Stat> config = root.stat(CONFIG);
        Read<Stat> either = config instanceof Read.Absent<Stat> ? root.stat(FLAGS) : config;
        return either.map(_ -> true);
    }

    /** The unit that the packages would bring. */
    static ServiceUnit usual(HostRoot root) {
        String text = """
                [Service]
                Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
                Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
                EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
                EnvironmentFile=-ADMINISTRATOR
                ExecStart=
                ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
                """;
        String extra = root.stat(DEBIAN) instanceof Read.Absent<Stat> ? RED_HAT : DEBIAN;
        return ServiceUnit.assumed(root, Kubelets.UNIT, DROP_IN, USUAL, text.replace("ADMINISTRATOR", extra));
    }

    /** Why that unit cannot be assumed, or null; what stands in drop-ins needs no assuming. */
    static @Nullable Unknown doubt(HostRoot root, ServiceUnit usual) {
        if (!usual.command().isEmpty() && !usual.command().getFirst().where().startsWith(USUAL)) {
            return null;
        }
        Read<Stat> flags = root.stat(FLAGS);
        if (flags instanceof Read.Absent<Stat>) {
            return new Unknown("is not there, and no unit says with which arguments the kubelet is started", FLAGS);
        }
        if (flags instanceof Read.Failed<Stat> failed) {
            return failed.unknown();
        }
        boolean both =
                !(root.stat(DEBIAN) instanceof Read.Absent<Stat>) && !(root.stat(RED_HAT) instanceof Read.Absent<Stat>);
        return both
                ? new Unknown("and " + RED_HAT + " are both there, and no unit says which of them counts", DEBIAN)
                : null;
    }
}
