package io.nodeward.hostprobes.runtime;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.process.ProcessTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A host with container runtimes, and their facts by name. */
final class RuntimeTree implements AutoCloseable {

    private final HostTree tree;

    RuntimeTree(Path directory) {
        this.tree = new HostTree(directory);
    }

    RuntimeTree file(String path, String text) {
        tree.file(path, text);
        return this;
    }

    HostTree tree() {
        return tree;
    }

    RuntimeTree installed(String name, String version) {
        return file(
                "/var/lib/dpkg/status",
                "Package: " + name + "\nStatus: install ok installed\nVersion: " + version + "\n\n");
    }

    RuntimeTree unit(String name, String command) {
        return file("/etc/systemd/system/" + name, "[Service]\nExecStart=" + command + "\n");
    }

    Runtimes runtimes() {
        HostRoot root = tree.root();
        return Runtimes.read(
                new RuntimeReads(root, ProcessTable.read(root), new Versions(root)),
                new FileFacts(root, Accounts.read(root)));
    }

    /** All facts of runtimes, seen to be as they are declared. */
    Group facts() {
        Runtimes all = runtimes();
        Group facts = Group.builder()
                .put("containerds", all.containerdFacts())
                .put("crios", all.crioFacts())
                .put("dockers", all.dockerFacts())
                .put("runtime_sockets", all.socketFacts())
                .put("runtime_endpoints", all.endpointFacts())
                .put("runtime_registries", all.registryFacts())
                .put("runtime_handlers", all.handlerFacts())
                .put("runtime_directories", all.directoryFacts())
                .build();
        assertThat(Schema.builtIn().mismatches(facts))
                .filteredOn(mismatch -> mismatch.indexOf('.') >= 0 || !mismatch.endsWith(" is missing"))
                .isEmpty();
        return facts;
    }

    /** A fact for comparison, as {@link HostTree#told}. */
    Object fact(String path) {
        return told(facts(), path);
    }

    /** Where a fact comes from. */
    String source(String path) {
        return ((Known) Objects.requireNonNull(at(facts(), path))).source();
    }

    /** A field of each item of a list. */
    List<Object> each(String list, String field) {
        Node node = Objects.requireNonNull(at(facts(), list));
        return ((Many) node)
                .items().stream().map(item -> told(item.node(), field)).toList();
    }

    /** All values and reasons. */
    String text() {
        StringBuilder text = new StringBuilder();
        append(facts(), text);
        return text.toString();
    }

    private static void append(Node node, StringBuilder text) {
        switch (node) {
            case Known known -> text.append(known.value()).append('\n');
            case Unknown unknown -> text.append(unknown.reason()).append('\n');
            case Many many -> many.items().forEach(item -> append(item.node(), text));
            case Group group -> group.names().forEach(name -> append(Objects.requireNonNull(group.get(name)), text));
        }
    }

    @Override
    public void close() {
        tree.close();
    }
}
