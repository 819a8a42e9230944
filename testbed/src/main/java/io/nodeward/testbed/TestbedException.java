package io.nodeward.testbed;

/** Something real did not work; the message says what, why and where to look. */
public final class TestbedException extends RuntimeException {
    TestbedException(String message) {
        super(message);
    }

    TestbedException(String message, Throwable cause) {
        super(message, cause);
    }
}
