package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.runtime.ContainerdConfig.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The handlers that RuntimeClasses name, as one containerd has them (internal/cri/config: Runtime; core/runtime/v2: shims). */
final class ContainerdHandlers {

    private final RuntimeReads reads;
    private final FileFacts files;
    private final Daemon daemon;
    private final ContainerdSettings settings;
    private final ContainerdKind kind;
    private final Runtimes all;

    ContainerdHandlers(RuntimeReads reads, FileFacts files, Daemon daemon, ContainerdSettings settings, Runtimes all) {
        this.reads = reads;
        this.files = files;
        this.daemon = daemon;
        this.settings = settings;
        this.kind = settings.kinds().getLast();
        this.all = all;
    }

    /** @param standard the name of the one that pods get which name none */
    void read(String standard) {
        Set<String> names = new LinkedHashSet<>();
        names.add("runc");
        names.addAll(settings.names(kind, ContainerdSettings.RUNTIME, "containerd", "runtimes"));
        Programs programs = new Programs(reads.root(), daemon);
        for (String name : names) {
            if (!handler(name, name.equals(standard), programs)) {
                return;
            }
        }
    }

    private List<Setting> of(String handler, String name) {
        return settings.at(kind, ContainerdSettings.RUNTIME, "containerd", "runtimes", handler, name);
    }

    private List<Setting> option(String handler, String name) {
        return settings.at(kind, ContainerdSettings.RUNTIME, "containerd", "runtimes", handler, "options", name);
    }

    private boolean handler(String name, boolean standard, Programs programs) {
        List<Setting> types = of(name, "runtime_type");
        String type = Told.text(types, name.equals("runc") ? "io.containerd.runc.v2" : "");
        String source = Told.source(types, settings.byDefault());
        boolean runc = type.contains(".runc.");
        List<Setting> binary = option(name, "BinaryName");
        String program = runc ? Told.text(binary, "") : "";
        program = runc && program.isEmpty() ? "runc" : program;
        List<Setting> path = of(name, "runtime_path");
        List<String> needed = new ArrayList<>();
        String shim = Told.text(path, "").isEmpty() ? shim(type) : Told.text(path, "");
        for (String one : List.of(shim, program)) {
            if (!one.isEmpty()) {
                needed.add(one);
            }
        }
        List<Setting> base = of(name, "base_runtime_spec");
        Group.Builder handler = Group.builder()
                .put("runtime", ContainerdFacts.NAME, source)
                .put("name", name, source)
                .put("standard", standard, source)
                .put("type", type, source)
                .put("kind", Handlers.kind(type, program), Told.source(binary, source))
                .put(
                        "systemd_cgroups",
                        runc ? settings.node(option(name, "SystemdCgroup"), false) : new Known(true, source))
                .put(
                        "host_devices",
                        ContainerdFacts.not(settings.node(of(name, "privileged_without_host_devices"), false)))
                .put(
                        "all_devices",
                        settings.node(of(name, "privileged_without_host_devices_all_devices_allowed"), false))
                .put("annotations", settings.node(of(name, "pod_annotations"), List.of()))
                .put("writable_cgroups", settings.node(of(name, "cgroup_writable"), false))
                .put("base_file", Told.text(base, "").isEmpty() ? files.none(source) : files.of(Told.text(base, "")));
        BaseSpecification.put(handler, reads.root(), Told.text(base, ""), Told.source(base, source));
        Handlers.programs(handler, programs, files, needed, source);
        return all.handler(ContainerdFacts.NAME + " " + name, handler.build());
    }

    /** {@code io.containerd.runsc.v1} is served by {@code containerd-shim-runsc-v1}; a path by itself. */
    static String shim(String type) {
        if (type.startsWith("/")) {
            return type;
        }
        int last = type.lastIndexOf('.');
        int before = last < 0 ? -1 : type.lastIndexOf('.', last - 1);
        return last < 0 ? "" : "containerd-shim-" + type.substring(before + 1, last) + "-" + type.substring(last + 1);
    }
}
