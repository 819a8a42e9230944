package io.nodeward.secrets.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.secrets.kube.HttpConnection.Answer;
import io.nodeward.secrets.kube.KubeException.Kind;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong into a {@link KubeException}. Of an answer only a {@code Status} is read, never another object. */
final class KubeFailures {
    private static final int LONGEST = 64 << 10;
    private static final int MESSAGE = 500;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final List<String> HEALTH = List.of("/readyz", "/livez", "/healthz");

    private static final Pattern WEBHOOK =
            Pattern.compile("admission webhook \"([^\"]+)\" denied|failed calling webhook \"([^\"]+)\"");
    private static final Pattern POLICY =
            Pattern.compile("(?:Validating|Mutating)AdmissionPolicy '([^']+)'(?: with binding '([^']+)')?");

    private KubeFailures() {}

    /** From an answer that is no success; reads its body. */
    static KubeException of(Answer answer, URI server, KubeRequest request) throws IOException {
        int code = answer.status();
        byte[] body = answer.body().readNBytes(LONGEST);
        JsonNode status = status(body);
        String said = code >= 500 && isHealthCheck(request) ? failedChecks(body) : text(status.path("message"));
        String admission = admission(said);
        Kind kind = kind(code, status, said, admission);
        String what = request.method() + " " + pathOf(request) + " on " + server;
        String told = switch (kind) {
            case UNAUTHENTICATED ->
                server + " does not know the credentials of the kubeconfig (status 401)\n"
                        + "  the certificate or token may be expired, or for another cluster";
            case FORBIDDEN -> what + " is not allowed: " + said + "\n  grant that right, or name another kubeconfig";
            case REJECTED ->
                what + " was refused by the " + admission + ": " + said
                        + "\n  let it pass updates that change nothing, or exempt nodeward's user from it";
            case NOT_SERVED -> server + " serves no " + pathOf(request);
            // the server may quote the value that it takes for invalid
            case INVALID -> what + " was refused as invalid (status " + code + invalid(status) + ")";
            case BAD_ANSWER -> what + " was answered with status " + code;
            default -> what + " failed with status " + code + (said.isEmpty() ? "" : ": " + said);
        };
        return new KubeException(kind, told, code, retryAfter(answer, status), continueToken(status), admission);
    }

    /** From a connection that could not be made or broke. */
    static KubeException of(IOException failure, URI server, String name, KubeRequest request, boolean closed) {
        Throwable cause = failure;
        while (cause.getCause() instanceof IOException inner && !(cause instanceof SSLException)) {
            cause = inner;
        }
        if (closed) {
            return new KubeException(Kind.UNREACHABLE, "the connection to " + server + " was closed");
        }
        return switch (cause) {
            case SocketTimeoutException late ->
                new KubeException(
                        Kind.UNREACHABLE,
                        server + " did not answer " + request.method() + " " + pathOf(request) + " within "
                                + request.timeout().toSeconds() + " s");
            case ConnectException refused ->
                new KubeException(Kind.UNREACHABLE, "nothing answers at " + server + " (" + refused.getMessage() + ")");
            case NoRouteToHostException none -> new KubeException(Kind.UNREACHABLE, "no route leads to " + server);
            case SSLException tls -> tls(tls, server, name);
            case JsonProcessingException malformed ->
                new KubeException(
                        Kind.BAD_ANSWER,
                        "the answer of " + server + " to " + request.method() + " " + pathOf(request)
                                + " is not the JSON that it should be");
            case MalformedAnswerException malformed ->
                new KubeException(Kind.BAD_ANSWER, "what answers at " + server + " does not speak HTTP/1.1");
            case EOFException end ->
                new KubeException(Kind.UNREACHABLE, "the connection to " + server + " ended before its answer did");
            default ->
                new KubeException(
                        Kind.UNREACHABLE, "the connection to " + server + " broke (" + cause.getMessage() + ")");
        };
    }

    private static KubeException tls(SSLException failure, URI server, String name) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return untrusted(server, "is not valid at this time", "renew it, and check the clocks");
            }
            if (cause instanceof CertificateException
                    && (message.contains("subject alternative") || message.startsWith("No name matching"))) {
                return untrusted(
                        server,
                        "is not for " + name,
                        "use an address that it is for, or set tls-server-name in the kubeconfig");
            }
            if (message.contains("valid certification path") || message.contains("PKIX path")) {
                return untrusted(
                        server,
                        "is not signed by the CA of the kubeconfig",
                        "name the cluster's own kubeconfig, or look who answers there");
            }
        }
        if (String.valueOf(failure.getMessage()).startsWith("Unsupported or unrecognized SSL message")) {
            return new KubeException(Kind.UNREACHABLE, "what answers at " + server + " does not speak TLS");
        }
        if (failure.getCause() instanceof EOFException) {
            return new KubeException(Kind.UNREACHABLE, "the connection to " + server + " ended in the TLS handshake");
        }
        return new KubeException(Kind.UNREACHABLE, "TLS with " + server + " failed (" + failure.getMessage() + ")");
    }

    private static KubeException untrusted(URI server, String problem, String remedy) {
        return new KubeException(
                Kind.SERVER_NOT_TRUSTED, "the certificate of " + server + " " + problem + "\n  " + remedy);
    }

    private static Kind kind(int code, JsonNode status, String said, @Nullable String admission) {
        if (admission != null && !said.contains("failed calling webhook")) {
            return Kind.REJECTED;
        }
        return switch (code) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> status.path("details").path("name").asText("").isEmpty() ? Kind.NOT_SERVED : Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 410 -> Kind.EXPIRED;
            case 429 -> Kind.THROTTLED;
            default -> code >= 500 ? Kind.SERVER_ERROR : code >= 400 ? Kind.INVALID : Kind.BAD_ANSWER;
        };
    }

    private static @Nullable String admission(String said) {
        Matcher webhook = WEBHOOK.matcher(said);
        if (webhook.find()) {
            return "webhook \"" + (webhook.group(1) != null ? webhook.group(1) : webhook.group(2)) + "\"";
        }
        Matcher policy = POLICY.matcher(said);
        if (policy.find()) {
            return "policy \"" + policy.group(1) + "\""
                    + (policy.group(2) == null ? "" : " (binding \"" + policy.group(2) + "\")");
        }
        return null;
    }

    private static String invalid(JsonNode status) {
        List<String> fields = new ArrayList<>();
        for (JsonNode cause : status.path("details").path("causes")) {
            String field = cause.path("field").asText("");
            if (!field.isEmpty() && !fields.contains(field)) {
                fields.add(field);
            }
        }
        String reason = status.path("reason").asText("");
        return (reason.isEmpty() ? "" : ", " + reason) + (fields.isEmpty() ? "" : ": " + String.join(", ", fields));
    }

    private static boolean isHealthCheck(KubeRequest request) {
        return HEALTH.stream().anyMatch(request.path()::startsWith);
    }

    /** The names of the checks that a server fails, out of the text that it then answers. */
    private static String failedChecks(byte[] body) {
        return new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("[-]"))
                .map(line -> line.substring(3).split(" ", 2)[0])
                .filter(name -> name.length() < 100)
                .collect(Collectors.joining(", "));
    }

    private static JsonNode status(byte[] body) throws IOException {
        try {
            JsonNode tree = KubeJson.tree(new ByteArrayInputStream(body));
            if (tree.path("kind").asText("").equals("Status")) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            // a proxy's page, or more than a Status ever is
        }
        return KubeJson.nothing();
    }

    private static String text(JsonNode node) {
        String text = node.asText("");
        return text.length() <= MESSAGE ? text : text.substring(0, MESSAGE) + "…";
    }

    private static @Nullable Duration retryAfter(Answer answer, JsonNode status) {
        long seconds = status.path("details").path("retryAfterSeconds").asLong(0);
        String header = answer.retryAfter();
        if (header != null) {
            seconds = Optional.of(header)
                    .filter(it -> !it.isEmpty() && it.length() < 7 && it.chars().allMatch(c -> c >= '0' && c <= '9'))
                    .map(Long::parseLong)
                    .orElse(seconds);
        }
        return seconds <= 0 ? null : Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT.toSeconds()));
    }

    private static @Nullable String continueToken(JsonNode status) {
        String token = status.path("metadata").path("continue").asText("");
        return token.isEmpty() ? null : token;
    }

    private static String pathOf(KubeRequest request) {
        int query = request.path().indexOf('?');
        return query < 0 ? request.path() : request.path().substring(0, query);
    }
}
