package io.nodeward.testbed;

/** What starts a server with flags of its own. */
abstract class FlagBuilder<B extends FlagBuilder<B>> {
    final Flags flags;

    FlagBuilder(Flags flags) {
        this.flags = flags;
    }

    /** Gives a flag this value, whatever it was before. A path is one of this machine, not of the node tree. */
    public B flag(String name, String value) {
        flags.set(name, value);
        return self();
    }

    /** Leaves a flag out, however often it was given. */
    public B without(String name) {
        flags.remove(name);
        return self();
    }

    abstract B self();
}
