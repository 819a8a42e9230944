package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.confinement.BootLines;
import io.nodeward.hostprobes.confinement.KernelLine;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's command line, type KernelCmdline: what this boot was given, what the next ones will be, and what comes of it
 * together with the kernel's build.
 */
public final class Cmdline {

    private static final String RUNNING = "/proc/cmdline";
    private static final int LIMIT = 64 << 10;

    private final HostRoot root;
    private final Read<String> read;
    private final @Nullable CmdlineGiven running;
    private final BootLines kept;
    private final List<CmdlineGiven> next = new ArrayList<>();
    private final CmdlineEffect effect;

    private Cmdline(HostRoot root, KernelBuild build) {
        this.root = root;
        this.read = root.text(RUNNING, LIMIT);
        this.running =
                read instanceof Read.Found<String>(String text) ? new CmdlineGiven(KernelLine.of(text, RUNNING)) : null;
        this.kept = BootLines.read(root);
        for (KernelLine line : kept.lines()) {
            next.add(new CmdlineGiven(line));
        }
        this.effect = new CmdlineEffect(root, build, running, unknown());
    }

    /** @param build the kernel that is looked at */
    public static Group read(HostRoot root, KernelBuild build) {
        return new Cmdline(root, build).facts();
    }

    private Unknown unknown() {
        return read instanceof Read.Failed<String> failed
                ? failed.unknown()
                : new Unknown("only a running host can tell", RUNNING, true);
    }

    private Group facts() {
        Group.Builder facts = Group.builder()
                .put("given", running == null ? unknown() : running.facts())
                .put("next", next())
                .put("parameters", parameters())
                .put("grub_pending", GrubDefaults.pending(root, next, kept.unread()))
                .put("auditd", auditd());
        effect.put(facts);
        return facts.build();
    }

    /** Lines of the next boots; unknown where one of them cannot be read. */
    private Node next() {
        if (!kept.unread().isEmpty()) {
            return kept.unread().getFirst().unknown();
        }
        List<Many.Item> items = new ArrayList<>();
        for (CmdlineGiven line : next) {
            String source = line.line().source();
            items.add(new Many.Item(
                    source,
                    Group.builder()
                            .put("source", source, source)
                            .put("recovery", new Known(line.recovery(), source))
                            .put("given", line.facts())
                            .build()));
        }
        return new Many(items, "/boot");
    }

    private Node parameters() {
        if (running == null) {
            return unknown();
        }
        if (!kept.unread().isEmpty()) {
            return kept.unread().getFirst().unknown();
        }
        List<Many.Item> items = new ArrayList<>();
        for (String name : CmdlineNames.ALL) {
            Known now = running.last(name);
            List<String> differs = new ArrayList<>();
            boolean given = now != null;
            for (CmdlineGiven line : next) {
                Known then = line.last(name);
                given |= then != null;
                boolean same =
                        now == null ? then == null : then != null && now.value().equals(then.value());
                if (!same && !line.recovery()) {
                    differs.add(line.line().source());
                }
            }
            if (given) {
                Group.Builder parameter = Group.builder().put("name", name, RUNNING);
                if (now != null) {
                    parameter.put("running", now);
                }
                items.add(new Many.Item(
                        name, parameter.put("differs", differs, "/boot").build()));
            }
        }
        return new Many(items, RUNNING);
    }

    /** Whether the daemon is there that writes down what the kernel audits. */
    private Node auditd() {
        for (String path : new String[] {"/usr/sbin/auditd", "/sbin/auditd"}) {
            Read<Stat> stat = root.stat(path);
            if (stat instanceof Read.Found<Stat>) {
                return new Known(true, path);
            }
            if (stat instanceof Read.Failed<Stat> failed) {
                return failed.unknown();
            }
        }
        return new Known(false, "/usr/sbin/auditd does not exist");
    }
}
