package io.nodeward.secrets.kube;

import java.io.IOException;

/** What came is not HTTP. Quotes nothing of it. */
final class MalformedAnswerException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedAnswerException() {
        super("the answer is not HTTP/1.1");
    }
}
