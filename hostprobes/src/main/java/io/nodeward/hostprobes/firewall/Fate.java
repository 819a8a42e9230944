package io.nodeward.hostprobes.firewall;

/** What has become so far of the packets that a base chain was given. */
final class Fate {

    /** The number of rules that are looked at for one kind of packet, through all jumps. */
    private static final int STEPS = 50_000;

    private static final int DEPTH = 16;

    private Share accepted = Share.NONE;
    private Share dropped = Share.NONE;
    private int steps;
    private int depth;
    private int events;

    /** How often something was decided; where that is as before, all packets are where they were. */
    int events() {
        return events;
    }

    void accept(Share share) {
        events++;
        accepted = accepted.or(share);
    }

    void drop(Share share) {
        events++;
        dropped = dropped.or(share);
    }

    /** Something takes them of which is not known what it does with them. */
    void lose(Share share) {
        events++;
        Share maybe = new Share(Share.NO, share.most());
        accepted = accepted.or(maybe);
        dropped = dropped.or(maybe);
    }

    /** Whether one more rule may be looked at; if not, nothing is known any more. */
    boolean step() {
        if (++steps > STEPS) {
            lose(Share.ALL);
            return false;
        }
        return true;
    }

    boolean enter() {
        if (++depth > DEPTH) {
            lose(Share.ALL);
            depth--;
            return false;
        }
        return true;
    }

    void leave() {
        depth--;
    }

    /** How many are let through: what is surely not dropped is accepted in the end. */
    Share passed() {
        Share kept = dropped.not();
        int most = Math.min(accepted.most(), kept.most());
        return new Share(Math.min(most, Math.max(accepted.least(), kept.least())), most);
    }
}
