package io.nodeward.hostprobes.cloud;

import io.nodeward.hostprobes.cloud.Question.Tells;
import io.nodeward.hostprobes.facts.Group;
import java.util.ArrayList;
import java.util.List;

/** What one metadata service gave to one asker. */
final class MetadataAccess {

    /** Services answer in a few milliseconds; a packet that a firewall or a hop limit drops is never answered. */
    private static final int MILLIS = 1000;

    private static final int OK = 200;

    private final MetadataService service;
    private final List<Tells> given = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private boolean reachable;
    private boolean connected;

    private MetadataAccess(MetadataService service) {
        this.service = service;
    }

    /** Asks, one question after the other; none at a port where nobody takes the connection. */
    static MetadataAccess ask(MetadataService service) {
        MetadataAccess access = new MetadataAccess(service);
        String token = "";
        int dead = 0;
        for (Question question : service.questions()) {
            if (question.port() == dead) {
                continue;
            }
            String header = question.header();
            if (!question.token().isEmpty() && !token.isEmpty()) {
                header = question.token() + ": " + token;
            }
            HttpStatus status = HttpStatus.ask(
                    service.address(),
                    question.port(),
                    question.method(),
                    question.path(),
                    header,
                    question.tells() == Tells.SESSION,
                    MILLIS);
            access.connected |= status.connected();
            access.answers.add(question.shown() + ": "
                    + (status.code() == 0 ? status.failure() : Integer.toString(status.code())));
            access.reachable |= status.code() != 0;
            if (status.code() == OK) {
                access.given.add(question.tells());
                token = question.tells() == Tells.SESSION ? printable(status.body()) : token;
            }
            dead = status.connected() ? dead : question.port();
        }
        return access;
    }

    /** A token that could end a header is none. */
    private static String printable(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
                return "";
            }
        }
        return token;
    }

    MetadataService service() {
        return service;
    }

    /** Whether it answered in HTTP, if only to refuse. */
    boolean reachable() {
        return reachable;
    }

    /** Whether somebody took a connection. */
    boolean connected() {
        return connected;
    }

    /** Whether it gave anything. */
    boolean gives() {
        return !given.isEmpty();
    }

    /**
     * Type MetadataAccess.
     *
     * @param place host or pod
     * @param from who asked
     */
    Group facts(String place, String from) {
        String source = "http://" + service.address();
        return Group.builder()
                .put("place", place, source)
                .put("from", from, source)
                .put("provider", service.provider().label(), source)
                .put("address", service.address(), source)
                .put("protectable", service.protectable(), source)
                .put("reachable", reachable, source)
                .put("unprotected", given.contains(Tells.UNPROTECTED), source)
                .put("metadata", given.contains(Tells.METADATA) || given.contains(Tells.UNPROTECTED), source)
                .put("credentials", given.contains(Tells.CREDENTIALS), source)
                .put("user_data", given.contains(Tells.USER_DATA), source)
                .put("bootstrap", given.contains(Tells.BOOTSTRAP), source)
                .put("answers", List.copyOf(answers), source)
                .build();
    }
}
