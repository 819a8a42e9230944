package io.nodeward.secrets.etcd;

import java.util.Optional;

/**
 * An alarm that is raised in the cluster.
 *
 * @param type {@code NOSPACE}: nothing is written until space is made and the alarm is cleared; {@code CORRUPT}: the
 *     members' data differ
 * @param member the id of who raised it
 */
public record Alarm(String type, long member) {

    /**
     * Reads what a member's status says of an alarm: {@code memberID:1234 alarm:NOSPACE}. Asking for the alarms themselves
     * is an entry in the log of the cluster, which looking must not make.
     */
    static Optional<Alarm> parse(String error) {
        long member = 0;
        String type = "";
        for (String word : error.strip().split("[ ,]+")) {
            if (word.startsWith("memberID:")) {
                try {
                    member = Long.parseUnsignedLong(word.substring("memberID:".length()));
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            } else if (word.startsWith("alarm:")) {
                type = word.substring("alarm:".length());
            }
        }
        return type.isEmpty() ? Optional.empty() : Optional.of(new Alarm(type, member));
    }
}
