package io.nodeward.hostprobes.confinement;

import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Which of the security modules that exclude each other a kernel starts (security/security.c: ordered_lsm_parse;
 * kernel-parameters.txt: {@code lsm=}, {@code security=}, {@code apparmor=}, {@code selinux=}).
 */
final class LsmOrder {

    private static final Set<String> EXCLUSIVE = Set.of("apparmor", "selinux", "smack");

    private LsmOrder() {}

    /**
     * A decision.
     *
     * @param on null when it cannot be told
     * @param why the setting that decides
     */
    record Decision(@Nullable Boolean on, String why) {}

    /** @param config the kernel's build, null when nothing is known of it */
    static Decision decide(String module, KernelLine line, @Nullable Kconfig config) {
        String source = line.source() + ": ";
        if (config != null && !config.has(module)) {
            return new Decision(false, config.source() + " builds none in");
        }
        if (Boolean.FALSE.equals(line.number(module))) {
            return new Decision(false, source + module + "=" + line.last(module));
        }
        String lsm = line.last("lsm");
        if (lsm != null) {
            return ordered(module, lsm, line, config, source + "lsm=" + lsm);
        }
        String security = line.last("security");
        if (security != null) {
            // it also starts a module that the build does not list
            return new Decision(security.equals(module), source + "security=" + security);
        }
        if (config == null || config.order() == null) {
            return new Decision(null, line.source());
        }
        return ordered(module, config.order(), line, config, config.source() + ": CONFIG_LSM=" + config.order());
    }

    /** The first of those that exclude each other starts. */
    private static Decision ordered(
            String module, String order, KernelLine line, @Nullable Kconfig config, String why) {
        StringTokenizer names = new StringTokenizer(order, ",");
        while (names.hasMoreTokens()) {
            String name = names.nextToken().strip();
            if (name.equals(module)) {
                return new Decision(true, why);
            }
            if (EXCLUSIVE.contains(name) && !Boolean.FALSE.equals(line.number(name))) {
                if (config == null) {
                    // whether it is built in at all
                    return new Decision(null, why);
                }
                if (config.has(name)) {
                    return new Decision(false, why);
                }
            }
        }
        return new Decision(false, why);
    }
}
