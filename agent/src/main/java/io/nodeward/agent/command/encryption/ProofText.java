package io.nodeward.agent.command.encryption;

import io.nodeward.secrets.encryption.proof.FoundObjects;
import io.nodeward.secrets.encryption.proof.ProofResult;
import java.util.Locale;

/** A proof for a person. */
final class ProofText {

    private ProofText() {}

    static StringBuilder of(ProofResult proof) {
        StringBuilder text = new StringBuilder();
        text.append("etcd at revision ").append(proof.revision()).append('\n');
        proof.resources()
                .forEach((resource, ways) -> ways.forEach((way, tally) -> text.append(String.format(
                        Locale.ROOT,
                        "  %-28s %8d  %s%n",
                        resource.isEmpty() ? "(unknown)" : resource,
                        tally.objects(),
                        way))));
        named(text, proof.unwanted(), "not stored as the configuration has it");
        named(text, proof.undecodable(), "that no API server can read");
        if (proof.holds()) {
            text.append("all ").append(proof.objects()).append(" objects are stored as the configuration has it\n");
        }
        return text;
    }

    private static void named(StringBuilder text, FoundObjects objects, String what) {
        if (objects.total() > 0) {
            text.append(objects.total()).append(" objects ").append(what).append(":\n");
            for (FoundObjects.Found found : objects.named()) {
                text.append("  ")
                        .append(found.object())
                        .append(" is stored by ")
                        .append(found.stored())
                        .append('\n');
            }
            long more = objects.total() - objects.named().size();
            text.append(more > 0 ? "  and " + more + " more\n" : "");
        }
    }
}
