package io.nodeward.agent.audit;

import io.nodeward.hostprobes.Beside;
import io.nodeward.profiles.Catalogue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an audit begins while its command line and configuration are still being read, since a process that has just begun
 * takes its time over each: it loads the built-in controls, and looks at the files below the root that the words name.
 * Running components are asked only when the options are known to allow it. Where nothing comes of the words, the
 * threads end with the process.
 */
public final class Ahead {

    private static final String ROOT = "--root";

    private final Beside<Catalogue> builtIn = Beside.begin("controls", Catalogue::builtIn);
    private final String root;
    private final Beside<Probes.Seen> looking;
    private @Nullable Boolean offline;

    private Ahead(String root) {
        this.root = root;
        this.looking = Probes.begin(root, this::offline);
    }

    /** Begins, or does nothing and returns null where the words ask for help. */
    public static @Nullable Ahead begin(List<String> words) {
        String root = "/";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--help") || word.equals("-h")) {
                return null;
            }
            if (word.equals(ROOT) && i + 1 < words.size()) {
                root = words.get(i + 1);
            } else if (word.startsWith(ROOT + "=")) {
                root = word.substring(ROOT.length() + 1);
            }
        }
        return new Ahead(root);
    }

    /** The built-in controls. */
    Catalogue builtIn() {
        return builtIn.end();
    }

    /** Looks as the options say; where they name another root than the words seemed to, anew. */
    Beside<Probes.Seen> looking(String root, boolean offline) {
        if (!root.equals(this.root)) {
            return Probes.begin(root, () -> offline);
        }
        decide(offline);
        return looking;
    }

    private synchronized void decide(boolean offline) {
        this.offline = offline;
        notifyAll();
    }

    /** Waits for the options. */
    private synchronized boolean offline() {
        while (offline == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
        return offline;
    }
}
