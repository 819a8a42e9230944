package io.nodeward.hostprobes.kubernetes.flags;

/**
 * One use of a flag. Secrets are taken out here, so that nothing behind this can show them.
 *
 * @param name normalised
 * @param value its text
 * @param where what holds it: {@code argv of pid 812 (kubelet): }
 * @param argument as it is written, shortened when it is long
 * @param sure false when a part of the value is a variable of which nothing is known
 */
public record FlagUse(String name, String value, String where, String argument, boolean sure) {

    private static final int SHOWN = 300;

    public FlagUse {
        String shown = Secrets.text(name, value);
        if (!shown.equals(value)) {
            value = shown;
            argument = "--" + name + "=" + shown;
        }
        argument = argument.length() <= SHOWN ? argument : argument.substring(0, SHOWN) + "…";
    }

    public FlagUse(String name, String value, String where, String argument) {
        this(name, value, where, argument, true);
    }

    /** For a person. */
    public String source() {
        return where + argument;
    }
}
