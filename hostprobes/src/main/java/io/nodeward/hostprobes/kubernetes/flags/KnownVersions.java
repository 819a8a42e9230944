package io.nodeward.hostprobes.kubernetes.flags;

/**
 * Which versions the tables of flags, fields and gates hold. One that they do not hold is read as the nearest one that they
 * do, and a default counts for it only where all of them have the same.
 */
public final class KnownVersions {

    /** Minor versions of Kubernetes 1. */
    public static final int FIRST = 31;

    public static final int LAST = 37;

    private static final int FIRST_ETCD = 5;
    private static final int LAST_ETCD = 7;

    private KnownVersions() {}

    /** Whether the tables of a component hold a minor version; 0 stands for one that could not be found out. */
    public static boolean hold(String component, int minor) {
        return minor != 0 && nearest(component, minor) == minor;
    }

    /** Returns the nearest version that the tables hold; 0 stays 0. */
    public static int nearest(String component, int minor) {
        int last = component.equals("etcd") ? LAST_ETCD : LAST;
        return minor == 0 ? 0 : Math.max(first(component), Math.min(last, minor));
    }

    /** The oldest version in the tables of a component. */
    static int first(String component) {
        return component.equals("etcd") ? FIRST_ETCD : FIRST;
    }

    /** Whether a version may have what no version in the tables has. */
    static boolean beyond(String component, int minor) {
        return minor == 0 || nearest(component, minor) < minor;
    }

    /** What a default depends on, as the reason why it is unknown. */
    public static String undecided(String component, int minor) {
        return minor == 0
                ? "depends on the version of " + component + ", which could not be found out"
                : "depends on the version of " + component + ", and nodeward does not know " + name(component, minor);
    }

    /** {@code v1.36}. */
    static String name(String component, int minor) {
        return (component.equals("etcd") ? "v3." : "v1.") + minor;
    }
}
