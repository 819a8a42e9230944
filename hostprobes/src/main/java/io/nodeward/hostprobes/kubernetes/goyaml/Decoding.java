package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document being decoded into typed fields. The fields that are asked for are the fields that its type has: what
 * nobody asked for is unknown, which a strict decoder refuses, and what has the wrong type every decoder refuses. So a
 * reader asks for everything first and then looks at {@link #errors()} and {@link #strictErrors()}. Not safe for several
 * threads.
 */
public final class Decoding {

    /** How names of fields are compared. */
    public enum Names {
        /** To the letter: Kubernetes' codecs. */
        EXACT,
        /** Exact or else without regard to case: encoding/json, and with it sigs.k8s.io/yaml. */
        ANY_CASE
    }

    private final GoDocument document;
    private final Names names;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> invalid = new ArrayList<>();
    private final List<Fields> handedOut = new ArrayList<>();
    private final Fields root;

    public Decoding(GoDocument document, Names names) {
        this.document = document;
        this.names = names;
        switch (document.root()) {
            case Members members -> this.root = Fields.root(this, members);
            case GoValue.Null none -> this.root = Fields.root(this, new Members(List.of(), none.line()));
            default -> {
                errors.add(new Problem(
                        "the document is not an object", document.root().line()));
                this.root = Fields.root(this, new Members(List.of(), 1));
            }
        }
    }

    /** The whole document. */
    public Fields root() {
        return root;
    }

    /**
     * The field apiVersion; empty when there is none. Which type to decode is looked up without regard to case, even by
     * codecs that then compare names to the letter. (apimachinery serializer/json/meta.go: Interpret.)
     */
    public String apiVersion() {
        return root.named("apiVersion");
    }

    /** The field kind; empty when there is none. */
    public String kind() {
        return root.named("kind");
    }

    /** What every decoder refuses, and then what was added as invalid; empty when nothing stands in the way. */
    public List<Problem> errors() {
        List<Problem> all = new ArrayList<>(errors);
        all.addAll(invalid);
        return all;
    }

    /** What a strict decoder refuses on top of that: duplicate fields, and fields that were not asked for until now. */
    public List<Problem> strictErrors() {
        List<Problem> all = new ArrayList<>(document.strict());
        for (Fields fields : handedOut) {
            fields.unknown(all);
        }
        return all;
    }

    /** The first thing that stands in the way, in the order in which a component finds it; null when nothing does. */
    public @Nullable Problem refusal(boolean strict) {
        List<Problem> all = new ArrayList<>(errors);
        if (strict) {
            all.addAll(strictErrors());
        }
        all.addAll(invalid);
        return all.isEmpty() ? null : all.getFirst();
    }

    /** Adds a problem that the reader itself found: a value that the component's validation refuses. */
    public void refuse(String problem, int line) {
        invalid.add(new Problem(problem, line));
    }

    /** Notes a value of a wrong type. */
    void mistyped(String problem, int line) {
        errors.add(new Problem(problem, line));
    }

    Names names() {
        return names;
    }

    /** Whether fields were sorted by name before they were decoded, as a Go map is when it is written as JSON. */
    boolean sorted() {
        return !document.json();
    }

    void handOut(Fields fields) {
        handedOut.add(fields);
    }
}
