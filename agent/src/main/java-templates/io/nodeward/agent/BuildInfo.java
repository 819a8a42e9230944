package io.nodeward.agent;

/** What was built. Constants, so that nothing is read for them at run time. */
public final class BuildInfo {

    /** The version of this build. */
    public static final String VERSION = "${project.version}";

    private BuildInfo() {}
}
