package io.nodeward.journal.files;

/** What the kernel answered, errno(3). Without a trace: it is told to people as a {@link HostFileException}. */
final class Errno extends Exception {

    private static final long serialVersionUID = 1;

    static final int NOT_PERMITTED = 1;
    static final int ABSENT = 2;
    static final int INTERRUPTED = 4;
    static final int TRY_AGAIN = 11;
    static final int NO_ACCESS = 13;
    static final int BUSY = 16;
    static final int EXISTS = 17;
    static final int OTHER_FILE_SYSTEM = 18;
    static final int NOT_A_DIRECTORY = 20;
    static final int IS_A_DIRECTORY = 21;
    static final int INVALID = 22;
    static final int TOO_MANY_OPEN = 24;
    static final int TOO_LARGE = 27;
    static final int DISK_FULL = 28;
    static final int READ_ONLY = 30;
    static final int NAME_TOO_LONG = 36;
    static final int NOT_EMPTY = 39;
    static final int CIRCLE = 40;
    static final int NO_SUCH_ATTRIBUTE = 61;
    static final int NOT_SUPPORTED = 95;
    static final int QUOTA = 122;

    private final int number;

    Errno(int number) {
        super("errno " + number, null, false, false);
        this.number = number;
    }

    int number() {
        return number;
    }

    boolean is(int other) {
        return number == other;
    }
}
