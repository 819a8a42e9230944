package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.yaml.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component's container in a static pod, as its manifest describes it.
 *
 * @param path the manifest
 * @param pod the document, its values resolved
 * @param name namespace and name, by which the kubelet tells its static pods apart
 * @param container name of the component's container among those of the pod
 * @param arguments {@code command} and {@code args} together, without the program
 * @param wrapper another program that starts it in a way that cannot be read, a shell for example; else empty
 * @param entry why there may be arguments that the manifest does not hold: the image's entry point starts it; else null
 * @param environment the container's variables
 * @param image the container's image
 * @param user {@code runAsUser} of container or pod, -1 when none is set
 */
public record StaticPod(
        String path,
        YamlNode pod,
        String name,
        String container,
        List<Argument> arguments,
        String wrapper,
        @Nullable Unknown entry,
        PodEnvironment environment,
        String image,
        long user) {

    public StaticPod(
            String path,
            YamlNode pod,
            String name,
            String container,
            List<Argument> arguments,
            String wrapper,
            @Nullable Unknown entry,
            PodEnvironment environment,
            String image,
            long user) {
        this.path = path;
        this.pod = pod;
        this.name = name;
        this.container = container;
        this.arguments = List.copyOf(arguments);
        this.wrapper = wrapper;
        this.entry = entry;
        this.environment = environment;
        this.image = image;
        this.user = user;
    }
}
