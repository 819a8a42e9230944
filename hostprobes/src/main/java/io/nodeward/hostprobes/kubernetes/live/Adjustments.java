package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.kubernetes.config.ConfigField;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Bool;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Text;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the kubelet itself changes in its configuration between reading it and showing it, which is no difference to the
 * disk. (cmd/kubelet/app/server.go: InitializeTLS, getCgroupDriverFromCRI, run.)
 */
final class Adjustments {

    private final Members answer;
    private final String certificateDirectory;

    Adjustments(Members answer, String certificateDirectory) {
        this.answer = answer;
        this.certificateDirectory = certificateDirectory;
    }

    /** Whether the value comes from the container runtime. */
    boolean byRuntime(String path) {
        return path.equals("cgroupDriver");
    }

    /** Whether the kubelet shows {@code running} where it was given {@code given}. */
    boolean same(ConfigField field, Object running, Object given) {
        if (running.equals(given)) {
            return true;
        }
        if (running instanceof Number now && given instanceof Number then) {
            return now.doubleValue() == then.doubleValue();
        }
        return switch (field.path()) {
            case "tlsCertFile" -> selfSigned(running, given, "/kubelet.crt");
            case "tlsPrivateKeyFile" -> selfSigned(running, given, "/kubelet.key");
            case "kubeReserved", "systemReserved" -> reserved(running, given);
            default -> false;
        };
    }

    /** Without a certificate it makes one of its own. */
    private boolean selfSigned(Object running, Object given, String name) {
        boolean bootstrap = Reply.member(answer, "serverTLSBootstrap") instanceof Bool(boolean on, int _) && on;
        return !bootstrap
                && given.equals("")
                && running instanceof String text
                && text.equals((certificateDirectory.endsWith("/")
                                ? certificateDirectory.substring(0, certificateDirectory.length() - 1)
                                : certificateDirectory)
                        + name);
    }

    /** Reserved CPUs by number take the place of reserved amounts of CPU. */
    private boolean reserved(Object running, Object given) {
        boolean byNumber =
                Reply.member(answer, "reservedSystemCPUs") instanceof Text(String cpus, int _) && !cpus.isEmpty();
        return byNumber && withoutCpu(running).equals(withoutCpu(given));
    }

    private static Map<Object, Object> withoutCpu(Object amounts) {
        Map<Object, Object> rest = new LinkedHashMap<>();
        if (amounts instanceof Map<?, ?> map) {
            rest.putAll(map);
        }
        rest.remove("cpu");
        return rest;
    }
}
