package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.History.StepState;
import io.nodeward.journal.Transaction;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.escrow.EscrowException;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.util.Map;

/** What the steps of one change share. */
record ChangeContext(Cluster cluster, Transaction transaction, StageFiles files, ChangeObserver observer) {

    /** Does a step; returns what is to be noted of it. */
    interface Body {
        Map<String, String> run()
                throws ChangeException, HostFileException, ProblemsException, KubeException, EtcdException,
                        EscrowException, InterruptedException;
    }

    /** Does a step with a record before and after, unless it was done before. */
    void step(String name, String sentence, Body body)
            throws ChangeException, HostFileException, ProblemsException, KubeException, EtcdException, EscrowException,
                    InterruptedException {
        if (transaction.history().step(name) == StepState.DONE) {
            return;
        }
        observer.begins(name, sentence);
        transaction.intent(name, Map.of());
        Map<String, String> details = body.run();
        transaction.done(name, details);
        observer.done(name, details.getOrDefault("summary", ""));
    }

    /** The same backwards: the records say that the step is undone. */
    void undo(String name, String sentence, Body body)
            throws ChangeException, HostFileException, ProblemsException, KubeException, EtcdException, EscrowException,
                    InterruptedException {
        if (transaction.history().step(name) == StepState.UNDONE) {
            return;
        }
        observer.begins(name, sentence);
        transaction.undoing(name);
        Map<String, String> details = body.run();
        transaction.undone(name, details);
        observer.done(name, details.getOrDefault("summary", ""));
    }
}
