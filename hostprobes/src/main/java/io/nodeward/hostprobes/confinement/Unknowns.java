package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Read;

/** Short ways to say why something is not known. */
public final class Unknowns {

    private Unknowns() {}

    /** @param expected whether its absence is nobody's fault */
    public static Unknown of(Read<?> read, String absent, boolean expected) {
        if (read instanceof Read.Failed<?> failed) {
            return failed.unknown();
        }
        return new Unknown(absent, read instanceof Read.Absent<?>(String path) ? path : "", expected);
    }

    static String source(Node node) {
        return Values.source(node);
    }
}
