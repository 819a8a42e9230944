package io.nodeward.hostprobes.confinement;

import java.util.List;

/**
 * A rule of a seccomp profile. Conditions on different arguments have to hold together; when two are on one argument,
 * runc makes a rule of each, so that any of all the conditions is enough (libcontainer/seccomp: matchCall).
 */
record SeccompRule(List<String> names, String action, List<Condition> conditions) {

    /** @param second the value to compare with what is left by the mask {@code value} */
    record Condition(int index, String operator, long value, long second) {

        boolean holds(long argument) {
            int order = Long.compareUnsigned(argument, value);
            return switch (operator) {
                case "SCMP_CMP_NE" -> order != 0;
                case "SCMP_CMP_LT" -> order < 0;
                case "SCMP_CMP_LE" -> order <= 0;
                case "SCMP_CMP_EQ" -> order == 0;
                case "SCMP_CMP_GE" -> order >= 0;
                case "SCMP_CMP_GT" -> order > 0;
                default -> (argument & value) == second;
            };
        }
    }

    /** Whether some call with this first argument fits. */
    boolean mayMatch(long first) {
        return match(first, true);
    }

    /** Whether every call with this first argument fits. */
    boolean mustMatch(long first) {
        return match(first, false);
    }

    /** @param others whether conditions on other arguments are taken to hold */
    private boolean match(long first, boolean others) {
        if (conditions.isEmpty()) {
            return true;
        }
        boolean any = false;
        boolean all = true;
        for (Condition condition : conditions) {
            boolean holds = condition.index() == 0 ? condition.holds(first) : others;
            any |= holds;
            all &= holds;
        }
        return repeated() ? any : all;
    }

    private boolean repeated() {
        int seen = 0;
        for (Condition condition : conditions) {
            int bit = 1 << condition.index();
            if ((seen & bit) != 0) {
                return true;
            }
            seen |= bit;
        }
        return false;
    }
}
