package io.nodeward.journal;

/**
 * A path that somebody else changed since a step did.
 *
 * @param was how it stood before the step
 * @param found how it stands now; neither that nor how the step left it
 */
public record Conflict(String step, String path, String was, String found) {

    /** For people. */
    @Override
    public String toString() {
        return path + " was changed by somebody else since step " + step + " (it was: " + was + "; it is: " + found
                + ")";
    }
}
