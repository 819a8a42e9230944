package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A program for tests, to look at a root as another user or under a watched Java runtime: prints all facts, one a line. */
public final class Look {

    private Look() {}

    /** @param arguments the root, and {@code --offline} */
    public static void main(String[] arguments) throws IOException {
        boolean offline = arguments.length > 1 && arguments[1].equals("--offline");
        try (HostRoot root = HostRoot.open(Path.of(arguments[0]))) {
            PrintStream out = System.out;
            HostFacts facts = HostFacts.read(root, new HostFacts.Options(offline));
            print("", facts.facts(), out);
            for (HostFacts.ProbeError error : facts.errors()) {
                out.println("error " + error.probe() + ": " + error.message());
            }
        }
    }

    private static void print(String path, @Nullable Node node, PrintStream out) {
        switch (node) {
            case null -> {}
            case Known known -> out.println(path + " = " + known.value() + " <" + known.source() + ">");
            case Unknown unknown ->
                out.println(path + " ? " + unknown.reason() + " <" + unknown.source() + ">"
                        + (unknown.expected() ? " expected" : ""));
            case Many many -> {
                out.println(path + " : " + many.items().size() + " <" + many.source() + ">");
                for (Many.Item item : many.items()) {
                    print(path + "[" + item.key() + "]", item.node(), out);
                }
            }
            case Group group -> {
                for (String name : group.names()) {
                    print(path.isEmpty() ? name : path + "." + name, group.get(name), out);
                }
            }
        }
    }
}
