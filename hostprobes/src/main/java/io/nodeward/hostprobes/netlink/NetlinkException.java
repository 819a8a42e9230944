package io.nodeward.hostprobes.netlink;

import java.io.IOException;

/** The kernel did not answer, or not so that it can be understood; the message ends a sentence for a person. */
public final class NetlinkException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int NO_PERMISSION = 1;
    private static final int NO_ENTRY = 2;
    private static final int NO_ACCESS = 13;
    private static final int NOT_SUPPORTED = 95;
    /** ipset's own, where it speaks an older version of its protocol only. */
    private static final int OLDER_PROTOCOL = 4097;

    private final int number;

    public NetlinkException(String message) {
        super(message);
        this.number = 0;
    }

    /** @param number the errno with which the kernel refused */
    NetlinkException(int number) {
        super(
                number == NO_PERMISSION || number == NO_ACCESS
                        ? "is told to root only (CAP_NET_ADMIN)"
                        : "cannot be asked for (errno " + number + ")");
        this.number = number;
    }

    /** Whether the kernel was built without what was asked for. */
    public boolean unsupported() {
        return number == NOT_SUPPORTED;
    }

    public boolean olderProtocol() {
        return number == OLDER_PROTOCOL;
    }

    /** Whether what was asked for is not there, or not there any more. */
    public boolean absent() {
        return number == NO_ENTRY;
    }
}
