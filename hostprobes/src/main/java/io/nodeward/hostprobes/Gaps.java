package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why lists that follow from the components' configuration may lack something: a component that may be there unseen, or a
 * setting that could not be read. Without these a list would look complete to somebody who may not look.
 */
final class Gaps {

    private final List<Unknown> found = new ArrayList<>();

    private Gaps() {}

    /** Components that may be there though none was found. */
    static List<Unknown> inComponents(Survey survey) {
        Gaps gaps = new Gaps();
        for (Node list : lists(survey)) {
            gaps.add(list);
        }
        return gaps.found;
    }

    /** The same, and files of keys and certificates that are named but cannot be found on the host. */
    static List<Unknown> inKeys(Survey survey) {
        Gaps gaps = new Gaps();
        inComponents(survey).forEach(gaps::add);
        survey.kubelets().lostPkiFiles().forEach(gaps::add);
        survey.controlPlane().lostPkiFiles().forEach(gaps::add);
        return gaps.found;
    }

    /** Kubeconfigs that are named but cannot be found on the host. */
    static List<Unknown> inKubeconfigs(Survey survey) {
        Gaps gaps = new Gaps();
        survey.kubelets().lostKubeconfigs().forEach(gaps::add);
        survey.controlPlane().lostKubeconfigs().forEach(gaps::add);
        return gaps.found;
    }

    /** Why static pods of the kubelets cannot all be found. */
    static List<Unknown> inStaticPodPaths(Node kubelets) {
        Gaps gaps = new Gaps();
        gaps.add(kubelets);
        gaps.settings(kubelets, new String[][] {{"config", "staticPodPath"}});
        return gaps.found;
    }

    private static List<Node> lists(Survey survey) {
        return List.of(
                survey.kubelets().list(),
                survey.controlPlane().apiservers(),
                survey.controlPlane().controllerManagers(),
                survey.controlPlane().schedulers(),
                survey.controlPlane().etcds());
    }

    private void settings(Node list, String[][] paths) {
        if (list instanceof Many many) {
            for (Many.Item item : many.items()) {
                for (String[] path : paths) {
                    Node node = item.node();
                    for (String name : path) {
                        node = node instanceof Group group ? group.get(name) : node;
                    }
                    add(node);
                }
            }
        }
    }

    private void add(@Nullable Node node) {
        if (!(node instanceof Unknown unknown) || unknown.expected()) {
            return;
        }
        for (Unknown known : found) {
            if (known.reason().equals(unknown.reason()) && known.source().equals(unknown.source())) {
                return;
            }
        }
        found.add(unknown);
    }
}
