package io.nodeward.testbed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a {@link VirtualMachine} is when it starts. */
public enum Flavour {
    /** Debian 12 as it is after booting: systemd, AppArmor, containerd, an SSH server, no Kubernetes. */
    HOST(1024, ""),

    /** The same with a control plane that kubeadm made and that runs. */
    NODE(3072, "kubernetes, etcd, pause");

    private final int megabytes;
    private final String tools;

    Flavour(int megabytes, String tools) {
        this.megabytes = megabytes;
        this.tools = tools;
    }

    static Flavour named(String label) {
        return Arrays.stream(values())
                .filter(flavour -> flavour.label().equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no flavour '" + label + "', only: "
                        + Arrays.stream(values()).map(Flavour::label).collect(Collectors.joining(" "))));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its memory. */
    int megabytes() {
        return megabytes;
    }

    /** Of what it is made besides Debian. */
    List<String> tools() {
        return tools.isEmpty() ? List.of() : List.of(tools.split(", ", -1));
    }
}
