package io.nodeward.profiles;

/** What came of one control on one host. The order is from the worst down. */
public enum Verdict {
    /** The demand does not hold. */
    FAIL,
    /** Facts that are needed could not be found out. */
    UNKNOWN,
    /** A person has to decide; the evidence is gathered. */
    MANUAL,
    /** It does not hold, and somebody accepted that for a time. */
    WAIVED,
    /** The demand holds. */
    PASS,
    /** There is nothing here that the demand is about. */
    NOT_APPLICABLE;

    /** Whether this is worse than the other one. */
    public boolean worseThan(Verdict other) {
        return compareTo(other) < 0;
    }
}
