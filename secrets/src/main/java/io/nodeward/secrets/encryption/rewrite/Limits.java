package io.nodeward.secrets.encryption.rewrite;

import java.time.Duration;

/**
 * What a rewrite may take.
 *
 * @param maxInflight the most requests under way at a time, at least 1
 * @param maxRate the most requests in a second; 0 for no limit
 * @param tolerance how many times longer than the server's fastest answers may take before fewer are asked for
 * @param patience how long servers may fail before the rewrite gives up
 */
public record Limits(int maxInflight, double maxRate, double tolerance, Duration patience) {

    /** Eight at a time at most, as long as the server keeps up; two minutes of patience, in which a server restarts. */
    public static final Limits DEFAULT = new Limits(8, 0, 2, Duration.ofMinutes(2));

    public Limits {
        if (maxInflight < 1 || maxRate < 0 || tolerance < 1 || patience.isNegative()) {
            throw new IllegalArgumentException("limits that allow nothing");
        }
    }

    public Limits withMaxInflight(int requests) {
        return new Limits(requests, maxRate, tolerance, patience);
    }

    public Limits withMaxRate(double perSecond) {
        return new Limits(maxInflight, perSecond, tolerance, patience);
    }

    public Limits withTolerance(double times) {
        return new Limits(maxInflight, maxRate, times, patience);
    }

    public Limits withPatience(Duration duration) {
        return new Limits(maxInflight, maxRate, tolerance, duration);
    }
}
