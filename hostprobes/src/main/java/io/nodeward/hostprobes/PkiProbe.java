package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.pki.Pki;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keys, certificates and kubeconfigs that the components' configuration names. */
final class PkiProbe {

    private PkiProbe() {}

    /** Type Pki. */
    static Node read(Survey survey) {
        Set<String> named = new LinkedHashSet<>(survey.kubelets().pkiFiles());
        named.addAll(survey.controlPlane().namedPkiFiles());
        Pki.Scope scope = Pki.scope(named);
        Set<String> sources = new LinkedHashSet<>(survey.kubelets().certificateSources());
        sources.addAll(survey.controlPlane().certificateSources());
        sources.addAll(administrators(survey));
        return new Pki(survey.root(), survey.accounts(), survey.kubeconfigs())
                .read(scope.directories(), scope.files(), sources, Gaps.inKeys(survey), Gaps.inKubeconfigs(survey));
    }

    /** Type list(Kubeconfig). */
    static Node kubeconfigs(Survey survey) {
        Set<String> paths = new LinkedHashSet<>(administrators(survey));
        for (String source : survey.kubelets().certificateSources()) {
            if (source.endsWith(".conf") || source.endsWith("kubeconfig")) {
                paths.add(source);
            }
        }
        paths.addAll(survey.controlPlane().certificateSources());
        paths.addAll(survey.kubeconfigs().homes());
        List<Many.Item> items = new ArrayList<>();
        for (String path : paths) {
            items.add(new Many.Item(path, survey.kubeconfigs().of(path, Kubeconfigs.role(path))));
        }
        List<Unknown> gaps = new ArrayList<>(Gaps.inComponents(survey));
        gaps.addAll(Gaps.inKubeconfigs(survey));
        for (Unknown gap : gaps) {
            Read<String> place = new Read.Failed<>(gap.source(), gap.reason());
            items.add(new Many.Item(gap.source(), survey.kubeconfigs().of(place, "other")));
        }
        return new Many(items, "flags of the components, their directory, and users' home directories");
    }

    /** kubeadm writes them beside the components' own kubeconfigs. */
    private static Set<String> administrators(Survey survey) {
        Set<String> directories = new LinkedHashSet<>();
        directories.add("/etc/kubernetes");
        for (String source : survey.controlPlane().certificateSources()) {
            int slash = source.lastIndexOf('/');
            if (slash > 0) {
                directories.add(source.substring(0, slash));
            }
        }
        Set<String> paths = new LinkedHashSet<>();
        for (String directory : directories) {
            paths.addAll(survey.kubeconfigs().administrators(directory));
        }
        return paths;
    }
}
