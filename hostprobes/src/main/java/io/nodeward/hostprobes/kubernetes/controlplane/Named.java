package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Read;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the host's files of certificates, keys and kubeconfigs that the settings of one component name. For one thread. */
final class Named {

    private static final List<String> ENDINGS = List.of(
            "ca-file",
            "cafile",
            "certfile",
            "keyfile",
            "cert-file",
            "key-file",
            "client-certificate",
            "client-key",
            "certificate-authority");

    private final Set<String> pki = new LinkedHashSet<>();
    private final Set<String> kubeconfigs = new LinkedHashSet<>();
    private final Set<Unknown> lostPki = new LinkedHashSet<>();
    private final Set<Unknown> lostKubeconfigs = new LinkedHashSet<>();

    Set<String> pki() {
        return pki;
    }

    Set<String> kubeconfigs() {
        return kubeconfigs;
    }

    /** Why files of certificates and keys that are named cannot be found on the host. */
    Set<Unknown> lostPki() {
        return lostPki;
    }

    /** The same of kubeconfigs. */
    Set<Unknown> lostKubeconfigs() {
        return lostKubeconfigs;
    }

    /** Takes the files of certificates and keys that a component is given now or next time. */
    void take(Start now, @Nullable Start next) {
        take(now);
        if (next != null) {
            take(next);
        }
    }

    private void take(Start start) {
        if (start.rest() != null) {
            lostPki.add(start.rest());
        }
        for (String flag : start.names()) {
            if (flag.equals("tls-sni-cert-key")) {
                pairs(start, flag);
            } else if (certificate(flag)) {
                List<String> several = Values.texts(start.value(flag));
                if (several == null) {
                    pki(start.place(flag));
                } else {
                    several.forEach(path -> pki(start.places().of(path)));
                }
            }
        }
    }

    private static boolean certificate(String flag) {
        for (String ending : ENDINGS) {
            if (flag.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** {@code certificate,key:name,name}. */
    private void pairs(Start start, String flag) {
        List<String> values = Values.texts(start.value(flag));
        if (values == null) {
            pki(start.place(flag));
            return;
        }
        for (String value : values) {
            int colon = value.indexOf(':');
            for (String path : (colon < 0 ? value : value.substring(0, colon)).split(",")) {
                pki(start.places().of(path.strip()));
            }
        }
    }

    void pki(Read<String> place) {
        add(pki, lostPki, place);
    }

    void kubeconfig(Read<String> place) {
        add(kubeconfigs, lostKubeconfigs, place);
    }

    private static void add(Set<String> all, Set<Unknown> lost, Read<String> place) {
        if (place instanceof Read.Found<String>(String path)) {
            if (!path.isEmpty()) {
                all.add(path);
            }
        } else if (place instanceof Read.Failed<String> failed) {
            lost.add(failed.unknown());
        }
    }
}
