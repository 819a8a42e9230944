package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.PathMap;
import io.nodeward.hostprobes.files.PathMaps;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.kubernetes.PodEnvironment;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.kubernetes.flags.CommandLine;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How components were started and would be started again: arguments, environment and paths. */
final class Starts {

    private static final String KUBELET_ROOT = "/var/lib/kubelet";
    private static final String ETCD_VARIABLE = "ETCD_";

    private final HostRoot root;
    private final PathMaps maps;
    private final Map<String, FlagTable> tables = new ConcurrentHashMap<>();

    Starts(HostRoot root) {
        this.root = root;
        this.maps = new PathMaps(root);
    }

    /**
     * The start in use and the next one.
     *
     * @param now of the process; of what would start when there is none
     * @param next from manifest or unit, null when there is none that can be read
     * @param noNext why there is no next start
     */
    record Pair(Start now, @Nullable Start next, Unknown noNext) {}

    Pair of(Instance instance) {
        Start next = next(instance);
        HostProcess process = instance.process();
        Unknown noNext = noNext(instance);
        if (process != null) {
            return new Pair(running(instance, process), next, noNext);
        }
        if (next != null) {
            return new Pair(next, next, noNext);
        }
        // a manifest that hides its arguments: nothing is known but that it is there
        FlagTable table = table(instance);
        Places nowhere = new Places(root, PathMap.identity(), new Read.Absent<>(instance.key()));
        FlagValues none = new FlagValues(table, CommandLine.pflag(List.of(), table));
        return new Pair(new Start(none, nowhere, noNext), null, noNext);
    }

    private static Unknown noNext(Instance instance) {
        Unknown none = instance.origin().none();
        StaticPod pod = instance.pod();
        ServiceUnit unit = instance.unit();
        if (none != null) {
            return none;
        }
        if (pod != null) {
            return new Unknown("its arguments are hidden in a command of " + pod.wrapper(), pod.path());
        }
        if (unit == null) {
            return new Unknown("nothing says what starts it", instance.where());
        }
        String program = instance.component().program();
        String reason =
                unit.command().isEmpty() ? "has no command" : "starts another program, which may start " + program;
        return new Unknown(unit.problem().isEmpty() ? reason : unit.problem(), unit.name());
    }

    private Start running(Instance instance, HostProcess process) {
        String where =
                "argv of pid " + process.pid() + " (" + instance.component().program() + "): ";
        List<String> words = process.arguments();
        Places places = new Places(root, map(instance, process), process.workingDirectory());
        // a program that is all components is told by its first argument which one to be
        boolean named =
                words.size() > 1 && words.get(1).equals(instance.component().program());
        int from = Math.min(named ? 2 : 1, words.size());
        List<Argument> arguments = Argument.all(words.subList(from, words.size()), where);
        return start(instance, arguments, environment(instance, process), places);
    }

    private @Nullable Start next(Instance instance) {
        StaticPod pod = instance.pod();
        if (pod != null && pod.wrapper().isEmpty()) {
            HostProcess process = instance.process();
            String uid = process == null ? null : process.placement().pod();
            PathMap map = PathMap.ofPod(pod.pod(), pod.container(), uid, KUBELET_ROOT);
            Places places = new Places(root, map, new Read.Absent<>(pod.path()));
            Start start = start(instance, pod.arguments(), new Read.Found<>(pod.environment()), places);
            // what the manifest gives is given; what it does not give may be
            return pod.entry() == null ? start : new Start(start.flags(), places, pod.entry());
        }
        ServiceUnit unit = instance.unit();
        List<Argument> arguments = unit == null ? null : Units.arguments(unit, instance.component());
        if (unit == null || arguments == null || !unit.problem().isEmpty()) {
            return null;
        }
        Read<String> directory =
                unit.directory().isEmpty() ? new Read.Absent<>(unit.name()) : new Read.Found<>(unit.directory());
        Places places = new Places(root, PathMap.identity(), directory);
        return start(instance, arguments, new Read.Found<>(new PodEnvironment(unit.environment(), null)), places);
    }

    private Start start(Instance instance, List<Argument> arguments, Read<PodEnvironment> environment, Places places) {
        FlagTable table = table(instance);
        return instance.component() == Component.ETCD
                ? EtcdStart.of(arguments, environment, table, places)
                : new Start(new FlagValues(table, CommandLine.pflag(arguments, table)), places);
    }

    /** Only etcd takes settings from its environment; of no other process it is even read. */
    private static Read<PodEnvironment> environment(Instance instance, HostProcess process) {
        if (instance.component() != Component.ETCD) {
            return new Read.Found<>(new PodEnvironment(Map.of(), null));
        }
        String where = "environment of pid " + process.pid() + " (etcd): ";
        return process.environment().map(all -> {
            Map<String, Argument> own = new LinkedHashMap<>();
            for (Map.Entry<String, String> variable : all.entrySet()) {
                if (variable.getKey().startsWith(ETCD_VARIABLE)) {
                    own.put(variable.getKey(), new Argument(variable.getValue(), where));
                }
            }
            return new PodEnvironment(own, null);
        });
    }

    private PathMap map(Instance instance, HostProcess process) {
        boolean mounts = !(root.lstat(process.path("mountinfo")) instanceof Read.Absent<Stat>);
        if (!mounts && process.placement().kind() == Placement.Kind.SERVICE) {
            return PathMap.identity();
        }
        StaticPod pod = instance.pod();
        if (!mounts && pod != null) {
            return PathMap.ofPod(pod.pod(), pod.container(), process.placement().pod(), KUBELET_ROOT);
        }
        return maps.of(Integer.toString(process.pid()));
    }

    private FlagTable table(Instance instance) {
        String program = instance.component().program();
        int minor = instance.version().minor();
        return tables.computeIfAbsent(program + " " + minor, _ -> FlagTable.of(program, minor));
    }
}
