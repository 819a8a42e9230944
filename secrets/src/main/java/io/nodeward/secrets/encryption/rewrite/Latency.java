package io.nodeward.secrets.encryption.rewrite;

/** How long answers take compared with the fastest. Not safe for several threads. */
final class Latency {
    private static final int WINDOW = 24;
    /** By how much the fastest time is forgotten with each window: servers become slower for good, too. */
    private static final double FORGET = 1.005;

    private double fastest = Double.MAX_VALUE;
    private double mean;
    private double sum;
    private int samples;

    /** Returns whether there are enough samples for a new mean. */
    boolean add(long nanoseconds) {
        sum += nanoseconds;
        if (++samples < WINDOW) {
            return false;
        }
        mean = sum / samples;
        fastest = Math.min(fastest * FORGET, mean);
        sum = 0;
        samples = 0;
        return true;
    }

    /** How many times as long as at the best the last samples took. */
    double times() {
        return mean / fastest;
    }
}
