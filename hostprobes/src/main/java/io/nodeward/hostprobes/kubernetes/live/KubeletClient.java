package io.nodeward.hostprobes.kubernetes.live;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Identity;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks one kubelet for its configuration: GET and nothing else, over TLS, at an address of this host.
 *
 * <p>HTTP is spoken here because one request and one answer of HTTP/1.0 are less than what would have to be kept from the
 * Java runtime's own clients: java.net.http starts threads and checks host names, which a kubelet's own certificate does
 * not bear; HttpsURLConnection sends a request again on its own. Neither has a deadline for an answer that trickles in.
 */
final class KubeletClient {

    private static final int CONNECT_MILLISECONDS = 1000;
    private static final int LIMIT = 4 << 20;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final HostRoot root;
    private final Question question;
    private final Asking asking;
    private final ServerCheck check;
    private boolean sent;

    KubeletClient(HostRoot root, Question question, Asking asking) {
        this.root = root;
        this.question = question;
        this.asking = asking;
        this.check = new ServerCheck(root, question);
    }

    /** Tries the kubelet's own certificate, then the others, until one is let in. */
    Answer ask() {
        InetAddress address;
        try {
            address = address();
        } catch (IOException | IllegalArgumentException e) {
            return Answer.none("is not asked: " + question.address() + " is not an address of this host");
        }
        String problem = "";
        boolean own = false;
        for (Credential credential : question.own()) {
            // one of its places is enough
            if (!own) {
                Attempt attempt = attempt(address, credential);
                if (attempt.answer() != null) {
                    return attempt.answer();
                }
                own = attempt.refused();
                problem = join(problem, attempt.problem());
            }
        }
        for (Credential credential : asking.others()) {
            Attempt attempt = attempt(address, credential);
            if (attempt.answer() != null) {
                return attempt.answer();
            }
            problem = join(problem, attempt.problem());
        }
        String none = "is not asked: no client certificate of this node can be used";
        return sent ? Answer.refused(problem) : Answer.none(problem.isEmpty() ? none : none + ": " + problem);
    }

    /**
     * One credential.
     *
     * @param answer what ends the question; null when another credential may do better
     * @param refused whether it was shown and not let in
     */
    private record Attempt(@Nullable Answer answer, String problem, boolean refused) {}

    private Attempt attempt(InetAddress address, Credential credential) {
        Read<Identity> read = credential.read(root);
        if (!(read instanceof Read.Found<Identity>(Identity identity))) {
            String problem = read instanceof Read.Failed<Identity>(String path, String reason)
                    ? path + " " + reason
                    : ((Read.Absent<Identity>) read).path() + " does not exist";
            return new Attempt(null, problem, false);
        }
        ClientKey key;
        try (identity) {
            key = new ClientKey(identity);
        } catch (GeneralSecurityException | RuntimeException e) {
            return new Attempt(null, credential + " has a key that this Java runtime cannot use", false);
        }
        try {
            Reply reply = get(address, key);
            if (reply.status() == UNAUTHORIZED || reply.status() == FORBIDDEN) {
                return new Attempt(null, "answers " + credential + " with status " + reply.status(), true);
            }
            return new Attempt(reply.answer(credential), "", false);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return new Attempt(sent ? Answer.refused(why(e)) : Answer.none(why(e)), "", false);
        }
    }

    private Reply get(InetAddress address, ClientKey key) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {key}, new TrustManager[] {check}, null);
        Deadline deadline = asking.deadline();
        try (Socket plain = new Socket(Proxy.NO_PROXY)) {
            asking.guard(plain);
            sent = true;
            plain.connect(
                    new InetSocketAddress(address, question.port()),
                    Math.min(CONNECT_MILLISECONDS, deadline.leftForSocket()));
            plain.setSoTimeout(deadline.leftForSocket());
            try (SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, question.address(), question.port(), true)) {
                socket.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                // the certificate is judged in here; nothing is sent to a server that fails
                socket.startHandshake();
                socket.getOutputStream().write(request());
                return Reply.of(all(socket, deadline));
            }
        }
    }

    /** HTTP/1.0, to which no server answers in chunks. */
    private byte[] request() {
        return ("GET /configz HTTP/1.0\r\nHost: " + question.server()
                        + "\r\nAccept: application/json\r\nUser-Agent: nodeward\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] all(SSLSocket socket, Deadline deadline) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] content = new byte[64 << 10];
        int length = 0;
        while (!Reply.complete(content, length)) {
            socket.setSoTimeout(deadline.leftForSocket());
            int read = in.read(content, length, content.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            if (length == content.length) {
                if (length >= LIMIT) {
                    throw new TooMuch();
                }
                content = Arrays.copyOf(content, Math.min(LIMIT, 2 * length));
            }
        }
        return Arrays.copyOf(content, length);
    }

    /** Only ever a literal, so that no name is looked up. */
    private InetAddress address() throws IOException {
        InetAddress address = InetAddress.ofLiteral(question.address());
        if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
            throw new IOException("elsewhere");
        }
        return address;
    }

    /** In our own words: the message of an exception may quote the server. */
    private String why(Exception failure) {
        String unbelieved = check.problem();
        if (!unbelieved.isEmpty()) {
            return unbelieved;
        }
        if (failure instanceof TooMuch) {
            return "answers with more than " + (LIMIT >> 20) + " MiB";
        }
        if (failure instanceof SocketTimeoutException) {
            return asking.deadline().left() > 0
                    ? "takes no connection at " + question.server() + " within " + CONNECT_MILLISECONDS / 1000
                            + " second"
                    : "did not answer within " + Deadline.SECONDS + " seconds";
        }
        if (failure instanceof ConnectException) {
            return "takes no connection at " + question.server();
        }
        if (failure instanceof SSLException || failure instanceof EOFException) {
            // names of alerts are the protocol's own
            String message = failure.getMessage();
            int alert = message == null ? -1 : message.indexOf("fatal alert: ");
            return message == null || alert < 0
                    ? "does not speak TLS as it should at " + question.server()
                    : "ends the TLS connection: " + message.substring(alert);
        }
        if (failure instanceof Reply.Malformed malformed) {
            return malformed.problem();
        }
        return asking.deadline().left() > 0
                ? "could not be asked: " + failure.getClass().getSimpleName()
                : "did not answer within " + Deadline.SECONDS + " seconds";
    }

    private static String join(String first, String second) {
        return first.isEmpty() ? second : second.isEmpty() ? first : first + ", and " + second;
    }

    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;
    }
}
