package io.nodeward.hostprobes.process;

/** The programs of Kubernetes that run on hosts. */
public enum Component {
    KUBELET("kubelet"),
    API_SERVER("kube-apiserver"),
    CONTROLLER_MANAGER("kube-controller-manager"),
    SCHEDULER("kube-scheduler"),
    ETCD("etcd"),
    KUBE_PROXY("kube-proxy");

    private final String program;

    Component(String program) {
        this.program = program;
    }

    /** Name of its program, of its container, and of its tables. */
    public String program() {
        return program;
    }

    /** Whether a file name is this program's, also with a version behind it: {@code kubelet-v1.36.3}. */
    public boolean named(String basename) {
        if (!basename.startsWith(program)) {
            return false;
        }
        String rest = basename.substring(program.length());
        return rest.isEmpty()
                || (rest.length() > 1
                        && (rest.charAt(0) == '-' || rest.charAt(0) == '.' || rest.charAt(0) == '_')
                        && (Character.isDigit(rest.charAt(1)) || rest.charAt(1) == 'v'));
    }
}
