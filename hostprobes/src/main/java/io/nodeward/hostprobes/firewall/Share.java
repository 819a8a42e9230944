package io.nodeward.hostprobes.firewall;

/**
 * How many of the packets in question something is true of, between at least and at most: none, some that are named, all
 * but some that are named, all.
 */
record Share(int least, int most) {

    static final int NO = 0;
    static final int FEW = 1;
    static final int MANY = 2;
    static final int EVERY = 3;

    static final Share NONE = new Share(NO, NO);
    static final Share SOME = new Share(FEW, FEW);
    static final Share MOST = new Share(MANY, MANY);
    static final Share ALL = new Share(EVERY, EVERY);
    /** It cannot be told. */
    static final Share UNKNOWN = new Share(NO, EVERY);

    static Share of(boolean all) {
        return all ? ALL : NONE;
    }

    /** Two subsets of which nothing is known have as much in common as the smaller one has, or less, which then does not count. */
    Share and(Share other) {
        return new Share(Math.min(least, other.least), Math.min(most, other.most));
    }

    Share or(Share other) {
        return new Share(Math.max(least, other.least), Math.max(most, other.most));
    }

    Share not() {
        return new Share(EVERY - most, EVERY - least);
    }

    boolean none() {
        return most == NO;
    }

    boolean known() {
        return least == most;
    }
}
