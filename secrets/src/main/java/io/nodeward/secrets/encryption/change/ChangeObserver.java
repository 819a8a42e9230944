package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.rewrite.Progress;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import java.util.List;

/** Is told how a change goes, on the thread that does it. */
public interface ChangeObserver {

    /** A step begins: {@code writing}, with a sentence for people. */
    void begins(String step, String sentence);

    /** It is done. */
    void done(String step, String sentence);

    /** Not every server has loaded a configuration yet. */
    void waiting(List<ServerConvergence> servers);

    /** Objects are being rewritten. */
    void rewriting(Progress progress);

    /** Objects are being counted in etcd. */
    void proving(long objects);

    /** Something that the operator should know. */
    void note(String sentence);
}
