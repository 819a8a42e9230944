package io.nodeward.hostprobes.facts;

import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.FactType.ListOf;
import io.nodeward.hostprobes.facts.FactType.MapOf;
import io.nodeward.hostprobes.facts.FactType.Struct;
import io.nodeward.hostprobes.yaml.ProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The declared names and types of all facts. Needed to check controls and to explain facts, not to judge a host.
 * Immutable, safe for any thread.
 */
public final class Schema {

    private static final String DIRECTORY = "/io/nodeward/hostprobes/";
    /** The files of {@code facts/}. */
    private static final List<String> SUBJECTS = List.of(
            "kubernetes",
            "confinement",
            "ssh",
            "accounts",
            "packages",
            "services",
            "mounts",
            "files",
            "binaries",
            "upkeep",
            "containers",
            "kernel",
            "kernel-modules",
            "runtimes",
            "cloud",
            "kernel-cmdline",
            "kernel-build",
            "kernel-state",
            "cpu",
            "inventory",
            "firewall");

    private final Struct facts;

    Schema(Struct facts) {
        this.facts = facts;
    }

    /** Returns the schema of this version's probes. It reads about 200 kB of text: not for the path of an audit. */
    public static Schema builtIn() {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        for (String subject : SUBJECTS) {
            String name = "facts/" + subject + ".yaml";
            String text = resource(name);
            if (text == null) {
                throw new IllegalStateException("the resource " + DIRECTORY + name + " is missing");
            }
            texts.put(name, text);
        }
        try {
            return new SchemaReader(Schema::resource).read(texts);
        } catch (ProblemsException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /**
     * Returns the schema that a text declares.
     *
     * @param file what mistakes call the text
     * @param tables gives the text of {@code kubernetes/flags-kubelet.tsv} and the like, null for one that is not there
     * @throws ProblemsException with every mistake
     */
    public static Schema parse(String text, String file, Function<String, @Nullable String> tables)
            throws ProblemsException {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        texts.put(file, text);
        return new SchemaReader(tables).read(texts);
    }

    /** All top-level facts, as the fields of one struct. */
    public Struct facts() {
        return facts;
    }

    /**
     * Returns the declared field at a dotted path such as {@code kubelets.config.port}, or null when there is none. A
     * step into a list or a map means its elements.
     */
    public @Nullable Field field(String path) {
        FactType type = facts;
        Field field = null;
        for (String step : path.split("\\.", -1)) {
            while (type instanceof ListOf || type instanceof MapOf) {
                type = type instanceof ListOf(FactType element) ? element : ((MapOf) type).value();
            }
            field = type instanceof Struct struct ? struct.field(step) : null;
            if (field == null) {
                return null;
            }
            type = field.type();
        }
        return field;
    }

    /**
     * Returns where a tree of facts departs from this schema, a sentence each: names that are not declared, values of
     * another type, required facts that are missing. Empty when all is well. It is meant for the tests of probes.
     */
    public List<String> mismatches(Group tree) {
        List<String> found = new ArrayList<>();
        new Conformity(found).struct("", tree, facts);
        return found;
    }

    private static @Nullable String resource(String name) {
        try (InputStream stream = Schema.class.getResourceAsStream(DIRECTORY + name)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
