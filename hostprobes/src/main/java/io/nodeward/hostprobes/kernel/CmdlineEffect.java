package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the running kernel does by its command line and, where that says nothing, by its build. What a kernel's version or
 * architecture does not have is not set.
 */
final class CmdlineEffect {

    private static final String SHUFFLE = "/sys/module/page_alloc/parameters/shuffle";
    private static final String IOMMUS = "/sys/class/iommu";
    private static final String TABLES = "/sys/firmware/acpi/tables/";
    private static final int SMALL = 4 << 10;
    private static final long BACKLOG = 64;

    private final HostRoot root;
    private final KernelBuild build;
    private final @Nullable CmdlineGiven line;
    private final Unknown unknown;
    private final @Nullable BuildConfig config;
    private final int version;

    /**
     * @param line the running kernel's, or null
     * @param unknown why there is none
     */
    CmdlineEffect(HostRoot root, KernelBuild build, @Nullable CmdlineGiven line, Unknown unknown) {
        this.root = root;
        this.build = build;
        this.line = line;
        this.unknown = unknown;
        this.config = line == null ? null : build.options();
        String release = build.release();
        this.version = release == null ? 0 : KernelBuild.version(release);
    }

    void put(Group.Builder facts) {
        optional(facts, "init_on_alloc", since(5003, truth("init_on_alloc", "INIT_ON_ALLOC_DEFAULT_ON")));
        optional(facts, "init_on_free", since(5003, truth("init_on_free", "INIT_ON_FREE_DEFAULT_ON")));
        facts.put("slab_merge", line == null ? unknown : slabMerge(line));
        optional(facts, "page_shuffle", since(5002, shuffle()));
        optional(facts, "kstack_offset", since(5013, kstack()));
        facts.put("hardened_usercopy", line == null ? unknown : usercopy(line));
        optional(facts, "vsyscall", intel(word("vsyscall", "X86_VSYSCALL_EMULATION none", VSYSCALL)));
        optional(facts, "ia32_emulation", intel(ia32()));
        optional(facts, "debugfs", since(5010, word("debugfs", "DEBUG_FS off", DEBUGFS)));
        optional(facts, "proc_mem", since(6012, word("proc_mem.force_override", "", PROC_MEM)));
        optional(facts, "iommu", iommu());
        facts.put("audit_backlog_limit", line == null ? unknown : backlog(line));
    }

    private static final String[] VSYSCALL = {
        "LEGACY_VSYSCALL_NONE none", "LEGACY_VSYSCALL_XONLY xonly", "LEGACY_VSYSCALL_EMULATE emulate"
    };
    private static final String[] DEBUGFS = {
        "DEBUG_FS_ALLOW_NONE off", "DEBUG_FS_DISALLOW_MOUNT no-mount", "DEBUG_FS_ALLOW_ALL on"
    };
    private static final String[] PROC_MEM = {
        "PROC_MEM_NO_FORCE never", "PROC_MEM_FORCE_PTRACE ptrace", "PROC_MEM_ALWAYS_FORCE always"
    };

    private static void optional(Group.Builder facts, String name, @Nullable Node node) {
        if (node != null) {
            facts.put(name, node);
        }
    }

    /** @param first thousands of the major and the minor version of the first kernel that has it */
    private @Nullable Node since(int first, @Nullable Node node) {
        if (line == null) {
            return unknown;
        }
        return version > 0 && version < first ? null : node;
    }

    /** Only on processors of this kind. */
    private @Nullable Node intel(@Nullable Node node) {
        if (line == null) {
            return unknown;
        }
        if (config == null) {
            return unbuilt();
        }
        return config.architecture().equals("x86_64") ? node : null;
    }

    private Unknown unbuilt() {
        if (build.config() instanceof Read.Failed<BuildConfig> failed) {
            return failed.unknown();
        }
        String place = build.config() instanceof Read.Absent<BuildConfig>(String path) ? path : "/boot";
        return new Unknown("there is no configuration of the kernel", place, !root.live());
    }

    private Node truth(String parameter, String option) {
        Boolean given = line == null ? null : line.truth(parameter);
        if (given != null) {
            return given(parameter, given, config == null ? null : config.set(option), option);
        }
        return config == null ? unbuilt() : new Known(config.set(option), config.source(option));
    }

    /** What a parameter decides, and what the build would have had. */
    private Known given(String parameter, Object value, @Nullable Object standard, String option) {
        String source = "/proc/cmdline: " + parameter;
        return config == null || standard == null || standard.equals(value)
                ? new Known(value, source)
                : new Known(value, source, List.of(new Overridden(standard, config.source(option))));
    }

    private Node slabMerge(CmdlineGiven given) {
        String last = "";
        for (var parameter : given.line().parameters()) {
            String name = parameter.name();
            if (name.equals("slab_nomerge")
                    || name.equals("slub_nomerge")
                    || name.equals("slab_merge")
                    || name.equals("slub_merge")) {
                last = name;
            }
        }
        if (!last.isEmpty()) {
            boolean merge = last.endsWith("_merge");
            return given(last, merge, config == null ? null : config.set("SLAB_MERGE_DEFAULT"), "SLAB_MERGE_DEFAULT");
        }
        return config == null
                ? unbuilt()
                : new Known(config.set("SLAB_MERGE_DEFAULT"), config.source("SLAB_MERGE_DEFAULT"));
    }

    private Node shuffle() {
        Read<String> sees = root.text(SHUFFLE, SMALL);
        if (sees instanceof Read.Found<String>(String text)) {
            return new Known(text.startsWith("Y"), SHUFFLE);
        }
        if (sees instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (config == null) {
            return unbuilt();
        }
        if (!config.set("SHUFFLE_PAGE_ALLOCATOR")) {
            return new Known(false, config.source("SHUFFLE_PAGE_ALLOCATOR"));
        }
        return new Known(
                line != null && Boolean.TRUE.equals(line.truth("page_alloc.shuffle")),
                "/proc/cmdline: page_alloc.shuffle");
    }

    private @Nullable Node kstack() {
        if (config == null) {
            return unbuilt();
        }
        if (!config.set("HAVE_ARCH_RANDOMIZE_KSTACK_OFFSET")) {
            return null;
        }
        // an option of its own since 5.18
        return version >= 5018 && !config.set("RANDOMIZE_KSTACK_OFFSET")
                ? new Known(false, config.source("RANDOMIZE_KSTACK_OFFSET"))
                : truth("randomize_kstack_offset", "RANDOMIZE_KSTACK_OFFSET_DEFAULT");
    }

    private Node usercopy(CmdlineGiven given) {
        if (Boolean.FALSE.equals(given.truth("hardened_usercopy"))) {
            return new Known(false, "/proc/cmdline: hardened_usercopy");
        }
        if (config == null) {
            return unbuilt();
        }
        boolean built = config.set("HARDENED_USERCOPY");
        // the default can be off since 6.15
        if (built && version >= 6015 && given.truth("hardened_usercopy") == null) {
            return new Known(config.set("HARDENED_USERCOPY_DEFAULT_ON"), config.source("HARDENED_USERCOPY_DEFAULT_ON"));
        }
        return new Known(built, config.source("HARDENED_USERCOPY"));
    }

    /**
     * A parameter whose value is a word.
     *
     * @param without option and word: what holds where the option is not built, whatever the parameter says; may be empty
     * @param standards options and words: the default of the build
     */
    private Node word(String parameter, String without, String[] standards) {
        if (config != null && !without.isEmpty()) {
            String option = without.substring(0, without.indexOf(' '));
            if (!config.set(option)) {
                return new Known(without.substring(without.indexOf(' ') + 1), config.source(option));
            }
        }
        String standard = null;
        String from = "";
        for (String entry : standards) {
            int blank = entry.indexOf(' ');
            if (config != null && standard == null && config.set(entry.substring(0, blank))) {
                from = entry.substring(0, blank);
                standard = entry.substring(blank + 1);
            }
        }
        Known said = line == null ? null : line.last(parameter);
        if (said != null) {
            for (String entry : standards) {
                String word = entry.substring(entry.indexOf(' ') + 1);
                if (said.value().equals(word)) {
                    return given(parameter, word, standard, from);
                }
            }
        }
        if (config == null) {
            return unbuilt();
        }
        return standard == null
                ? new Unknown("says nothing of " + parameter, config.source())
                : new Known(standard, config.source(from));
    }

    private Node ia32() {
        if (config == null) {
            return unbuilt();
        }
        if (!config.set("IA32_EMULATION")) {
            return new Known(false, config.source("IA32_EMULATION"));
        }
        Boolean given = version < 6007 || line == null ? null : line.truth("ia32_emulation");
        boolean standard = !config.set("IA32_EMULATION_DEFAULT_DISABLED");
        return given != null
                ? given("ia32_emulation", given, standard, "IA32_EMULATION_DEFAULT_DISABLED")
                : new Known(standard, config.source(standard ? "IA32_EMULATION" : "IA32_EMULATION_DEFAULT_DISABLED"));
    }

    /** How devices are kept from memory; null where the machine has nothing that could. */
    private @Nullable Node iommu() {
        if (line == null) {
            return unknown;
        }
        Read<List<String>> units = root.list(IOMMUS, 1000);
        if (units instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        boolean used = units instanceof Read.Found<List<String>>(List<String> names) && !names.isEmpty();
        if (!used) {
            for (String table : new String[] {"DMAR", "IVRS"}) {
                if (root.stat(TABLES + table) instanceof Read.Found<?>) {
                    return new Known("off", IOMMUS + " is empty, and the firmware has the table " + table);
                }
            }
            return root.live() || units instanceof Read.Found<?>
                    ? null
                    : new Unknown("was not captured, or the machine has none", IOMMUS, true);
        }
        return translation(line);
    }

    private Node translation(CmdlineGiven given) {
        Boolean passes = given.truth("iommu.passthrough");
        Known old = given.last("iommu");
        if (passes == null && old != null) {
            passes = listed(old, "pt") ? Boolean.TRUE : listed(old, "nopt") ? Boolean.FALSE : null;
        }
        if (passes == null) {
            if (config == null) {
                return unbuilt();
            }
            if (config.set("IOMMU_DEFAULT_PASSTHROUGH")) {
                return new Known("passthrough", config.source("IOMMU_DEFAULT_PASSTHROUGH"));
            }
        } else if (passes) {
            return new Known("passthrough", "/proc/cmdline");
        }
        Known intel = given.last("intel_iommu");
        Known amd = given.last("amd_iommu");
        Boolean strict = given.truth("iommu.strict");
        if (strict == null && (intel != null && listed(intel, "strict") || amd != null && listed(amd, "fullflush"))) {
            strict = true;
        }
        if (strict != null) {
            return new Known(strict ? "strict" : "lazy", "/proc/cmdline");
        }
        if (config == null) {
            return unbuilt();
        }
        // before 5.15 the drivers had their own defaults
        boolean standard = config.set("IOMMU_DEFAULT_DMA_STRICT")
                || !config.set("IOMMU_DEFAULT_DMA_LAZY")
                        && !config.architecture().equals("x86_64");
        return new Known(standard ? "strict" : "lazy", config.source("IOMMU_DEFAULT_DMA_STRICT"));
    }

    private static boolean listed(Known list, String word) {
        return ("," + list.value() + ",").contains("," + word + ",");
    }

    private static Node backlog(CmdlineGiven given) {
        Known said = given.last("audit_backlog_limit");
        if (said == null) {
            return new Known(BACKLOG, "default (kernel)");
        }
        try {
            return said.with(Long.parseLong(said.value().toString()));
        } catch (NumberFormatException e) {
            return new Known(BACKLOG, "default (kernel)");
        }
    }
}
