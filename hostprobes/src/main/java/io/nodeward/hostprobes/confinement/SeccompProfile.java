package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.confinement.SeccompRule.Condition;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Items;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Member;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile as runc takes it (OCI runtime-spec config-linux.md: Seccomp; libcontainer/specconv: SetupSeccomp):
 * names of fields in any case, fields that it does not know passed over, names of system calls that it does not know too,
 * and everything else that it does not know an error with which no container starts.
 *
 * @param problem why no container starts with it; empty when one does
 * @param disabled whether it says nothing at all, which means no filter
 */
public record SeccompProfile(
        String problem, boolean disabled, String defaultAction, List<String> architectures, List<SeccompRule> rules) {

    private static final Set<String> ACTIONS = Set.of(
            "SCMP_ACT_KILL",
            "SCMP_ACT_KILL_PROCESS",
            "SCMP_ACT_KILL_THREAD",
            "SCMP_ACT_ERRNO",
            "SCMP_ACT_TRAP",
            "SCMP_ACT_ALLOW",
            "SCMP_ACT_TRACE",
            "SCMP_ACT_LOG",
            "SCMP_ACT_NOTIFY");

    private static final Set<String> ARCHITECTURES = Set.of(
            "SCMP_ARCH_X86",
            "SCMP_ARCH_X86_64",
            "SCMP_ARCH_X32",
            "SCMP_ARCH_ARM",
            "SCMP_ARCH_AARCH64",
            "SCMP_ARCH_MIPS",
            "SCMP_ARCH_MIPS64",
            "SCMP_ARCH_MIPS64N32",
            "SCMP_ARCH_MIPSEL",
            "SCMP_ARCH_MIPSEL64",
            "SCMP_ARCH_MIPSEL64N32",
            "SCMP_ARCH_PPC",
            "SCMP_ARCH_PPC64",
            "SCMP_ARCH_PPC64LE",
            "SCMP_ARCH_S390",
            "SCMP_ARCH_S390X",
            "SCMP_ARCH_PARISC",
            "SCMP_ARCH_PARISC64",
            "SCMP_ARCH_RISCV64",
            "SCMP_ARCH_LOONGARCH64",
            "SCMP_ARCH_M68K",
            "SCMP_ARCH_SH",
            "SCMP_ARCH_SHEB");

    private static final Set<String> FLAGS = Set.of(
            "SECCOMP_FILTER_FLAG_TSYNC",
            "SECCOMP_FILTER_FLAG_LOG",
            "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
            "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV");

    private static final Set<String> OPERATORS = Set.of(
            "SCMP_CMP_NE",
            "SCMP_CMP_LT",
            "SCMP_CMP_LE",
            "SCMP_CMP_EQ",
            "SCMP_CMP_GE",
            "SCMP_CMP_GT",
            "SCMP_CMP_MASKED_EQ");

    private static final String NOTIFY = "SCMP_ACT_NOTIFY";
    private static final int ARGUMENTS = 6;

    /** Reads a text. */
    public static SeccompProfile of(String text) {
        try {
            if (text.isBlank() || text.stripLeading().charAt(0) != '{') {
                return broken("is no JSON object");
            }
            return GoYaml.read(text).root() instanceof Members members ? of(members) : broken("is no JSON object");
        } catch (GoYamlException e) {
            return broken("is not valid JSON");
        } catch (Wrong e) {
            return broken(e.problem);
        }
    }

    private static SeccompProfile broken(String problem) {
        return new SeccompProfile(problem, false, "", List.of(), List.of());
    }

    private static SeccompProfile of(Members members) throws Wrong {
        String action = text(members, "defaultAction");
        List<SeccompRule> rules = new ArrayList<>();
        for (GoValue value : items(members, "syscalls")) {
            rules.add(rule(object(value, "syscalls")));
        }
        if (action.isEmpty() && rules.isEmpty()) {
            return new SeccompProfile("", true, "", List.of(), List.of());
        }
        known(ACTIONS, action, "defaultAction");
        if (action.equals(NOTIFY)) {
            throw new Wrong("has SCMP_ACT_NOTIFY for its default action");
        }
        List<String> architectures = texts(members, "architectures");
        for (String architecture : architectures) {
            known(ARCHITECTURES, architecture, "architectures");
        }
        for (String flag : texts(members, "flags")) {
            known(FLAGS, flag, "flags");
        }
        return new SeccompProfile("", false, action, architectures, List.copyOf(rules));
    }

    private static SeccompRule rule(Members members) throws Wrong {
        List<String> names = texts(members, "names");
        String action = text(members, "action");
        known(ACTIONS, action, "action");
        if (action.equals(NOTIFY) && names.contains("write")) {
            throw new Wrong("has SCMP_ACT_NOTIFY for write");
        }
        List<Condition> conditions = new ArrayList<>();
        for (GoValue value : items(members, "args")) {
            Members argument = object(value, "args");
            String operator = text(argument, "op");
            known(OPERATORS, operator, "op");
            long index = number(argument, "index");
            if (index < 0 || index >= ARGUMENTS) {
                throw new Wrong("has a condition on an argument that no system call has");
            }
            conditions.add(
                    new Condition((int) index, operator, number(argument, "value"), number(argument, "valueTwo")));
        }
        return new SeccompRule(names, action, List.copyOf(conditions));
    }

    private static void known(Set<String> words, String word, String field) throws Wrong {
        if (!words.contains(word)) {
            throw new Wrong(
                    word.isEmpty() ? "has no " + field : "has a value in " + field + " that runc does not know");
        }
    }

    private static @Nullable GoValue field(Members members, String name) {
        GoValue found = null;
        for (Member member : members.members()) {
            if (member.name().equalsIgnoreCase(name) && !(member.value() instanceof GoValue.Null)) {
                found = member.value();
            }
        }
        return found;
    }

    private static String text(Members members, String name) throws Wrong {
        GoValue value = field(members, name);
        if (value == null) {
            return "";
        }
        if (value instanceof GoValue.Text text) {
            return text.text();
        }
        throw new Wrong("has no string in " + name);
    }

    private static long number(Members members, String name) throws Wrong {
        GoValue value = field(members, name);
        if (value == null) {
            return 0;
        }
        if (value instanceof GoValue.Numeral numeral) {
            try {
                return Long.parseUnsignedLong(numeral.text());
            } catch (NumberFormatException e) {
                throw new Wrong("has no natural number in " + name);
            }
        }
        throw new Wrong("has no number in " + name);
    }

    private static List<GoValue> items(Members members, String name) throws Wrong {
        GoValue value = field(members, name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Items items) {
            return items.values();
        }
        throw new Wrong("has no list in " + name);
    }

    private static List<String> texts(Members members, String name) throws Wrong {
        List<String> texts = new ArrayList<>();
        for (GoValue value : items(members, name)) {
            if (!(value instanceof GoValue.Text text)) {
                throw new Wrong("has no list of strings in " + name);
            }
            texts.add(text.text());
        }
        return List.copyOf(texts);
    }

    private static Members object(GoValue value, String name) throws Wrong {
        if (value instanceof Members members) {
            return members;
        }
        throw new Wrong("has no list of objects in " + name);
    }

    /** What runc refuses; it names fields, never values. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;
        private final String problem;

        Wrong(String problem) {
            super(problem);
            this.problem = problem;
        }
    }

    /** Whether what no rule names is allowed. */
    public boolean allowsByDefault() {
        return disabled || permissive(defaultAction);
    }

    /** Whether what it would refuse is let through and written down only. */
    public boolean onlyLogs() {
        return defaultAction.equals("SCMP_ACT_LOG");
    }

    static boolean permissive(String action) {
        return action.equals("SCMP_ACT_ALLOW") || action.equals("SCMP_ACT_LOG");
    }

    /** Whether a system call is allowed whatever its arguments are. */
    boolean allows(String name) {
        boolean allowed = allowsByDefault();
        for (SeccompRule rule : rules) {
            if (!rule.names().contains(name)) {
                continue;
            }
            if (rule.conditions().isEmpty()) {
                // two such rules that differ are an error, so that the first is the only one
                return permissive(rule.action());
            }
            allowed &= permissive(rule.action());
        }
        return allowed;
    }

    /** Whether a system call may be made with this first argument. */
    boolean allows(String name, long first) {
        boolean refused = false;
        for (SeccompRule rule : rules) {
            if (rule.names().contains(name) && rule.mayMatch(first)) {
                if (permissive(rule.action())) {
                    return true;
                }
                refused |= rule.mustMatch(first);
            }
        }
        return allowsByDefault() && !refused;
    }
}
