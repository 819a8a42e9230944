package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.confinement.SeccompProfile;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;

/** The seccomp profile that a runtime gives to containers which name none. */
final class RuntimeSeccomp {

    private static final int LIMIT = 2 << 20;

    private RuntimeSeccomp() {}

    /**
     * Whether the profile of a file lets calls pass that it does not name.
     *
     * @param missing what it means that there is no such file
     */
    static Node allows(HostRoot root, String path, String missing) {
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Found<String>(String text)) {
            SeccompProfile profile = SeccompProfile.of(text);
            return profile.problem().isEmpty() || profile.disabled()
                    ? new Known(profile.disabled() || profile.allowsByDefault(), path)
                    : new Unknown(profile.problem(), path);
        }
        return read instanceof Read.Failed<String> failed ? failed.unknown() : new Unknown(missing, path);
    }
}
