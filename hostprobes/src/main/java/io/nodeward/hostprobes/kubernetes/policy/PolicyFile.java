package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding;
import io.nodeward.hostprobes.kubernetes.goyaml.Decoding.Names;
import io.nodeward.hostprobes.kubernetes.goyaml.Fields;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYaml;
import io.nodeward.hostprobes.kubernetes.goyaml.GoYamlException;
import io.nodeward.hostprobes.kubernetes.goyaml.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file of the API server, being decoded. A reader asks {@link #fields()} for everything that the type
 * has, adds what validation refuses, and then asks {@link #refused}: only without a refusal do the values count.
 */
final class PolicyFile {

    /** A file that is there, or the reason why nothing in it can be known. */
    record Opened(@Nullable PolicyFile file, @Nullable Unknown failure) {}

    private final Decoding decoding;
    private final String path;
    /** A wrong kind is found before anything else. */
    private @Nullable Problem wrongKind;

    PolicyFile(Decoding decoding, String path) {
        this.decoding = decoding;
        this.path = path;
    }

    /** Opens the file at a path of the server's own. */
    static Opened open(ServerFiles files, String path) {
        String shown = files.hostPath(path);
        return switch (files.read(path)) {
            case Read.Found<byte[]>(byte[] bytes) -> decode(bytes, shown);
            case Read.Absent<byte[]>(String where) -> failed("does not exist", where);
            case Read.Failed<byte[]> failed -> new Opened(null, failed.unknown());
        };
    }

    /** Decodes what was read from a file. */
    static Opened decode(byte[] bytes, String shown) {
        if (bytes.length == 0) {
            return failed("is empty, which the API server refuses", shown);
        }
        try {
            return new Opened(new PolicyFile(new Decoding(GoYaml.read(bytes), Names.EXACT), shown), null);
        } catch (GoYamlException e) {
            return failed("cannot be parsed: " + e.getMessage(), e.line() > 0 ? shown + ":" + e.line() : shown);
        }
    }

    private static Opened failed(String reason, String source) {
        return new Opened(null, new Unknown(reason, source));
    }

    Fields fields() {
        return decoding.root();
    }

    /** Checks that the document is of a kind that the server looks for, in one of these versions. */
    void expect(String kind, String group, String... versions) {
        String given = decoding.apiVersion();
        String named = decoding.kind();
        boolean known = false;
        for (String version : versions) {
            known |= given.equals(group + "/" + version);
        }
        if (!known || !named.equals(kind)) {
            unexpected(kind);
        }
    }

    /** Notes that the document is not of the kind that the server looks for. */
    void unexpected(String kind) {
        wrongKind = new Problem("no " + kind + " of a version that this API server knows", 1);
    }

    String apiVersion() {
        return decoding.apiVersion();
    }

    String kind() {
        return decoding.kind();
    }

    /** Notes something that the server's validation refuses. */
    void refuse(String problem, int line) {
        decoding.refuse(problem, line);
    }

    /** The reason why the server would not take this file; null when it would. */
    @Nullable Unknown refused(boolean strict) {
        Problem problem = wrongKind == null ? decoding.refusal(strict) : wrongKind;
        return problem == null ? null : refusal(problem);
    }

    private Unknown refusal(Problem problem) {
        return new Unknown("the API server refuses this file: " + problem.text(), source(problem.line()));
    }

    /** Where something stands: {@code /etc/x.yaml:5}. */
    String source(int line) {
        return line > 0 ? path + ":" + line : path;
    }

    String path() {
        return path;
    }

    Known known(Object value, int line) {
        return new Known(value, source(line));
    }
}
