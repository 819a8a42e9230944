package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.kubernetes.goyaml.GoDocument;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A response to HTTP/1.0.
 *
 * @param body what stands behind the head
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(int status, byte[] body) {

    private static final int OK = 200;
    private static final int HEAD = 16 << 10;

    /** The server answered in a way that is no answer; the problem is in our own words. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;
        private final String problem;

        Malformed(String problem) {
            super(problem);
            this.problem = problem;
        }

        String problem() {
            return problem;
        }
    }

    /** Takes a whole response apart. */
    static Reply of(byte[] content) throws Malformed {
        int end = head(content, content.length);
        String head = new String(content, 0, Math.max(end, 0), StandardCharsets.ISO_8859_1);
        // HTTP/1.1 200 OK
        if (end < 0 || head.length() < 12 || !head.startsWith("HTTP/1.") || head.charAt(8) != ' ') {
            throw new Malformed("answers with something that is no HTTP");
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = head.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new Malformed("answers with something that is no HTTP");
            }
            status = 10 * status + digit;
        }
        if (field(head, "transfer-encoding") != null) {
            throw new Malformed("answers in chunks, which it was not asked for");
        }
        int length = length(head);
        if (length > content.length - end) {
            throw new Malformed("ends in the middle of its answer");
        }
        return new Reply(status, Arrays.copyOfRange(content, end, length < 0 ? content.length : end + length));
    }

    /** Whether everything that was announced is there already, so that nobody need wait for the connection's end. */
    static boolean complete(byte[] content, int received) throws Malformed {
        int end = head(content, received);
        if (end < 0) {
            if (received > HEAD) {
                throw new Malformed("answers with something that is no HTTP");
            }
            return false;
        }
        int length = length(new String(content, 0, end, StandardCharsets.ISO_8859_1));
        return length >= 0 && received - end >= length;
    }

    /** What the response says to our question, given who asked. */
    Answer answer(Credential credential) {
        if (status / 100 == 3) {
            return Answer.refused("answers with a redirect (status " + status + "), which is not followed");
        }
        if (status != OK) {
            return Answer.refused("answers with status " + status);
        }
        GoDocument document;
        try {
            document = GoYaml.read(body);
        } catch (GoYamlException | RuntimeException e) {
            return Answer.refused("answers with something that is no JSON");
        }
        if (document.json()
                && member(document.root(), "kubeletconfig") instanceof Members config
                // both are always written
                && member(config, "authentication") instanceof Members
                && member(config, "authorization") instanceof Members) {
            return new Answer(true, "asked with " + credential, config);
        }
        return Answer.refused("answers with something that is no configuration of a kubelet");
    }

    /** Returns a member of an object, the last of that name; Null when there is none. */
    static GoValue member(GoValue object, String name) {
        GoValue found = new GoValue.Null(0);
        if (object instanceof Members members) {
            for (GoValue.Member member : members.members()) {
                if (member.name().equals(name)) {
                    found = member.value();
                }
            }
        }
        return found;
    }

    /** Where the head ends and the body begins, or -1. */
    private static int head(byte[] content, int length) {
        for (int i = 0; i + 3 < length; i++) {
            if (content[i] == '\r' && content[i + 1] == '\n' && content[i + 2] == '\r' && content[i + 3] == '\n') {
                return i + 4;
            }
            if (i > HEAD) {
                return -1;
            }
        }
        return -1;
    }

    /** The announced length of the body, -1 when there is none. */
    private static int length(String head) throws Malformed {
        String text = field(head, "content-length");
        if (text == null) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 8) {
                throw new Malformed("answers with something that is no HTTP");
            }
            length = 10 * length + digit;
        }
        return length;
    }

    private static @Nullable String field(String head, String name) {
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return null;
    }
}
