package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files that the probes of nearly every node will ask for, while those have not got so far: what was read is
 * kept by its path. On a node that has its files elsewhere this finds nothing and costs nothing.
 */
final class ReadAhead {

    private static final String KUBERNETES = "/etc/kubernetes";
    private static final int ENTRIES = 200;

    private ReadAhead() {}

    /** Yields no fact. */
    static @Nullable Node read(Survey survey) {
        survey.usualStaticPods();
        for (String directory : List.of(KUBERNETES + "/pki", KUBERNETES + "/pki/etcd")) {
            for (String path : files(survey, directory, ".crt")) {
                survey.certificates().ahead(path);
            }
        }
        for (String path : files(survey, KUBERNETES, ".conf")) {
            survey.kubeconfigs().ahead(path);
        }
        return null;
    }

    private static List<String> files(Survey survey, String directory, String suffix) {
        if (!(survey.root().list(directory, ENTRIES) instanceof Read.Found<List<String>>(List<String> names))) {
            return List.of();
        }
        List<String> paths = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(suffix)) {
                paths.add(directory + "/" + name);
            }
        }
        return paths;
    }
}
