package io.nodeward.secrets.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a gRPC status of etcd means to a person. */
final class Failures {
    /** Of etcd's own text; it never quotes keys or values, but what answers need not be etcd. */
    private static final int LONGEST = 200;

    private Failures() {}

    /** {@code doing} is what was tried, as "read the members". */
    static EtcdException of(StatusRuntimeException failure, URI endpoint, String doing) {
        Status status = failure.getStatus();
        String said = status.getDescription() == null ? "" : plain(status.getDescription());
        String text = said.toLowerCase(Locale.ROOT);
        String where = "cannot " + doing + " at etcd " + endpoint + ": ";
        if (Thread.currentThread().isInterrupted() && status.getCode() == Status.Code.CANCELLED) {
            return new EtcdException(Kind.INTERRUPTED, where + "interrupted");
        }
        if (status.getCause() instanceof StatusRuntimeException inner && inner.getCause() instanceof IOException) {
            return new EtcdException(
                    Kind.BAD_ANSWER, where + "its answer cannot be read; is this an etcd's client URL?");
        }
        return switch (status.getCode()) {
            case UNAVAILABLE ->
                text.contains("etcdserver")
                        ? text.contains("leader") || text.contains("timed out")
                                ? new EtcdException(
                                        Kind.NO_QUORUM,
                                        where + "it has no leader (" + said + "); start the members that are down")
                                : new EtcdException(Kind.FAILED, where + said)
                        : connection(status.getCause(), endpoint, where);
            case DEADLINE_EXCEEDED ->
                new EtcdException(Kind.UNREACHABLE, where + "no answer in time; is it running and has it a quorum?");
            case PERMISSION_DENIED, UNAUTHENTICATED -> denied(where, said);
            case INVALID_ARGUMENT ->
                text.contains("user name is empty")
                        ? denied(where, "it has users switched on and the client certificate names none")
                        : new EtcdException(Kind.FAILED, where + said);
            case OUT_OF_RANGE ->
                text.contains("compacted")
                        ? new EtcdException(Kind.COMPACTED, where + "that revision was compacted away")
                        : new EtcdException(Kind.FAILED, where + said);
            case RESOURCE_EXHAUSTED ->
                text.contains("etcdserver")
                        ? new EtcdException(Kind.FAILED, where + said)
                        : new EtcdException(Kind.TOO_LARGE, where + "the answer is larger than expected");
            case INTERNAL, UNKNOWN, UNIMPLEMENTED ->
                status.getCause() == null || !isTls(status.getCause())
                        ? new EtcdException(
                                Kind.FAILED,
                                where + (said.isEmpty() ? "it answers " + status.getCode() : said)
                                        + "; is this an etcd's client URL?")
                        : connection(status.getCause(), endpoint, where);
            default ->
                new EtcdException(
                        Kind.FAILED, where + (said.isEmpty() ? status.getCode().name() : said));
        };
    }

    private static EtcdException denied(String where, String said) {
        return new EtcdException(
                Kind.PERMISSION_DENIED,
                where + "permission denied (" + said
                        + "); grant it to the user of the client certificate, or name another");
    }

    private static EtcdException connection(@Nullable Throwable cause, URI endpoint, String where) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            String text = e.getMessage() == null ? "" : e.getMessage();
            if (e instanceof CertificateException && text.contains("subject alternative")) {
                return new EtcdException(
                        Kind.SERVER_NOT_TRUSTED,
                        where + "its certificate is not for " + endpoint.getHost()
                                + "; name an address that is in the certificate");
            }
            if (e instanceof CertificateException || text.contains("PKIX path")) {
                return new EtcdException(
                        Kind.SERVER_NOT_TRUSTED,
                        where + "its certificate is not signed by the given CA (or is out of date);"
                                + " give the CA of etcd, kubeadm's is /etc/kubernetes/pki/etcd/ca.crt");
            }
            if (e instanceof SSLException
                    && (text.contains("fatal alert") || text.contains("_ALERT_"))) { // JDK; BoringSSL
                return new EtcdException(
                        Kind.CERTIFICATE_REFUSED,
                        where + "it refuses the client certificate (" + plain(text)
                                + "); give one that etcd's --trusted-ca-file signed and its key,"
                                + " kubeadm's is /etc/kubernetes/pki/apiserver-etcd-client.crt");
            }
            if (e instanceof SSLException && text.contains("not an SSL/TLS record")) {
                return new EtcdException(
                        Kind.UNREACHABLE, where + "it does not speak TLS there; is the URL one of http://?");
            }
        }
        Throwable last = cause;
        while (last != null && last.getCause() != null) {
            last = last.getCause();
        }
        String why = last == null || last.getMessage() == null ? "" : " (" + plain(last.getMessage()) + ")";
        return new EtcdException(Kind.UNREACHABLE, where + "no connection" + why + "; is it running?");
    }

    private static boolean isTls(Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof SSLException || e instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /** One line of printable text. */
    private static String plain(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return line.toString();
    }
}
